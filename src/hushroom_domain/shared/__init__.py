"""Values, errors and ports that every feature uses."""
