"""`hushroom dev`: starts and supervises all programs of Hushroom on one machine."""
