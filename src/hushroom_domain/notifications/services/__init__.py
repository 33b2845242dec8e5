"""Services of notifications, on its ports."""
