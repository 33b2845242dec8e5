"""The codes of second factors as people type them."""

import unicodedata

TOTP_DIGITS = 6
LEFT_OUT = " -\u2010\u2011\u2012\u2013\u2014\u00a0\u202f\t"


def plain_code(typed: str) -> str:
    """Returns a code without spaces and hyphens, in upper case and in ASCII digits.

    Digits of other scripts, such as the Arabic ones, count as what they mean.
    """
    kept = (char for char in unicodedata.normalize("NFKC", typed) if char not in LEFT_OUT)
    return "".join(_ascii_digit(char) for char in kept).upper()


def looks_like_totp(typed: str) -> bool:
    """Returns whether a code is one of an authenticator app, by its form; recovery codes are longer."""
    code = plain_code(typed)
    return len(code) == TOTP_DIGITS and code.isascii() and code.isdigit()


def _ascii_digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)
