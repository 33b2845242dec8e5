"""The query ports, one file a feature; every question is one statement."""
