"""The use cases of the verification of identities, one per file."""
