"""`hushroom dev`: everything that Hushroom needs, started and looked after on one machine."""
