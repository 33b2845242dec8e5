"""One module for each kind of object that the local Stripe serves."""
