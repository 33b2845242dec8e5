"""Services of the verification of identities."""
