"""The rules of payments that need no payment: prices, splits and postings."""
