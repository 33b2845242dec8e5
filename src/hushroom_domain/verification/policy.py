"""The numbers of the verification of identities."""

EXPIRED_AT_ONCE = 500
"""The maximum of verifications that one run of the job ends."""
