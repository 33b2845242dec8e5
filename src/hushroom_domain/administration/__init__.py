"""Administration: the views and use cases of the people who run the platform."""
