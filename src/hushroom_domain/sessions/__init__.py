"""Sessions: the booked time of a seeker with a companion, from the booking to the end."""
