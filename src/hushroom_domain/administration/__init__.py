"""Administration: what those who run the platform see and do."""
