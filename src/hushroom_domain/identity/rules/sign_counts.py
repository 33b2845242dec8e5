"""The sign counts of passkeys, by which a copy of an authenticator shows (WebAuthn, level 3, 6.1.1)."""


def has_gone_back(stored: int, reported: int) -> bool:
    """Returns whether a sign count that should have risen has not; 0 on both sides means that there is no counter."""
    return (stored > 0 or reported > 0) and reported <= stored
