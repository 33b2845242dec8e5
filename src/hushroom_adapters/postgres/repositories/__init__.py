"""The repositories, one file a feature; each lives inside one transaction."""
