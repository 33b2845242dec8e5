"""The directory of companions, open to everybody: the list with its filters, and the profiles."""
