"""The limits and rules of identity: age, strength of passwords, lifetimes of tokens."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.limits import NO_NUL, Characters, Items, Limit
from hushroom_domain.shared.text import Text

MINIMUM_AGE_YEARS = 18
OLDEST_AGE_YEARS = 130
PASSWORD_MIN_LENGTH = 8
PASSWORD_MAX_LENGTH = 128
PASSWORD_MAX_BYTES = 1_024
TYPED_PASSWORD = Characters(max=PASSWORD_MAX_BYTES)
"""A password that is compared: any text may be tried, and passwords of earlier versions may be this long."""
CONTEXT_WORD_MIN_LENGTH = 3
"""Shorter parts of names and addresses are not looked for in a password."""
PRODUCT_WORDS = ("hushroom",)
"""The words of this platform that guessers try first."""
EMAIL_MAX_LENGTH = 254
TYPED_EMAIL = Characters(max=EMAIL_MAX_LENGTH)
"""An address that is looked up: any text may be tried."""
EMAIL_LOCAL_MAX_BYTES = 64
EMAIL_LABEL_MAX_LENGTH = 63
EMAIL_DOMAIN_MAX_LENGTH = 253
NAME = Text(max=100)
LANGUAGE = Text(min=2, max=35)
LANGUAGES = Items(max=50)
SEARCHED_LANGUAGE = Characters(max=LANGUAGE.max)
TOKEN = Characters(min=1, max=4_096)
"""A refresh token, or the token of a mailed link."""
OPTIONAL_TOKEN = Characters(max=TOKEN.max)
ACCESS_TOKEN_LIFETIME = timedelta(minutes=15)
SIGN_IN_LIFETIME = timedelta(days=30)
"""The time after which a sign-in ends, however often it is used."""
SIGN_IN_IDLE = timedelta(days=7)
"""The time without use after which a sign-in ends: without a refresh, or without a request of its browser."""
DEVICES_LISTED = 100
BROWSER_USE_NOTED_EVERY = timedelta(hours=1)
TRIES_AN_HOUR = 10
"""The maximum of passwords that may be tried at one account, and of reset links requested for one address, per hour."""
FAILURES_RECORDED_A_MINUTE = 60
"""The number of failed attempts, at all accounts, that one process writes into the audit log in a minute.

The attempt after which an account refuses further ones is recorded beyond this number.
"""
CHALLENGE_LIFETIME = timedelta(minutes=5)
CHALLENGE_TRIES = 5
"""The number of wrong codes after which a challenge to show a second factor ends."""
FACTOR_COUNTS_FOR = timedelta(minutes=10)
"""The time for which a second factor that was shown counts for acts that ask for one."""
SIGN_IN_RECENT_FOR = timedelta(minutes=10)
"""The time for which a sign-in counts as a proof, without a second factor, for adding another way to sign in."""
RECOVERY_CODES = 10
RECOVERY_WAITS = timedelta(hours=72)
"""The time between the request to recover an account without its factors and its approval."""
RECOVERY_LASTS = timedelta(days=14)
"""The time within which such a request can be approved, from the request on."""
RECOVERIES_LISTED = 100
FACTOR_CODE = Characters(min=1, max=64)
"""A code of an authenticator app, or a recovery code, as it is typed: with spaces and hyphens."""
KNOWN_NETWORKS_FOR = timedelta(days=30)
"""Time for which the network of a sign-in is remembered, so that a stranger's guesses lock nobody out there."""
KNOWN_DEVICES_FOR = timedelta(days=180)
"""Time for which the token of a device counts: longer than a sign-in lasts, for those who come back after weeks."""
PROVIDER_ATTEMPT_LASTS = timedelta(minutes=10)
"""Time for an answer of a provider, and after it for the password or the date of birth that is still needed."""
PROVIDER_NAME = Characters(min=1, max=40)
PROVIDER_WORDS = Characters(max=4_096)
"""A parameter with which a browser comes back from a provider."""
IDENTITIES_LISTED = 100
VERIFIED_FOR = timedelta(days=730)
"""Time for which a verified identity counts."""
PASSKEY_ANSWERED_WITHIN = timedelta(minutes=5)
"""The time in which a passkey has to answer a challenge."""
PASSKEY_NAME = Text(min=1, max=60)
PASSKEYS_EACH = 20
"""The number of passkeys that one person has at most."""
PASSKEY_ALGORITHMS = (-8, -7, -257)
"""The algorithms of signatures by their COSE numbers: Ed25519, ES256 and RS256, the preferred one first."""
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")
CREDENTIAL_ID = Characters(min=1, max=1_364, pattern=_BASE64URL, must="must be URL-safe and without padding")
"""The id that an authenticator gives a passkey: at most 1,023 bytes (WebAuthn, level 3, 4)."""
CEREMONY_DATA = Characters(min=1, max=16_384, pattern=_BASE64URL, must="must be URL-safe and without padding")
"""A part of the answer of an authenticator."""
EMAIL_CHANGE_CONFIRMED_WITHIN = timedelta(hours=24)
"""Time for the proof of a new address, as long as for that of the first one."""
EMAIL_CHANGE_UNDONE_WITHIN = timedelta(days=7)
"""Time within which a change of address is undone from the old mailbox; the old address is kept for it."""
EMAIL_CHANGES_KEPT = timedelta(days=30)
"""Time after which a change of address is forgotten."""
EMAIL_CHANGES_EXPIRED_AT_ONCE = 100
RETURN_WITHIN = timedelta(days=30)
"""Time after the deletion of an account within which its owner can bring it back; then it is erased."""
ROTATION_GRACE = timedelta(seconds=10)
"""Within this time a second use of a refresh token counts as two simultaneous requests, not as theft."""


def age_on(born: date, day: date) -> int:
    """Returns the whole years lived on `day`; a person born on 29 February ages on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_old_enough(born: date, day: date) -> bool:
    """Returns whether a person born on `born` may use the platform on `day`."""
    return age_on(born, day) >= MINIMUM_AGE_YEARS


def birth_problem(born: date, day: date) -> FieldProblem | None:
    """Returns the problem of a date that is not the birthday of a living person on `day`; None for one that may be."""
    if born > day:
        return FieldProblem("dateOfBirth", "must not be in the future")
    if age_on(born, day) > OLDEST_AGE_YEARS:
        return FieldProblem("dateOfBirth", "is too long ago")
    return None


def normal_password(password: str) -> str:
    """Returns the form of `password` that is hashed: NFKC."""
    return unicodedata.normalize("NFKC", password)


def common_form(password: str) -> str:
    """Returns the form in which `password` is compared with the list of common ones: NFKC and lower case.

    Lower case may decompose what NFKC composed, so NFKC is applied again.
    """
    return normal_password(normal_password(password).lower())


@frozen
class NewPassword(Limit):
    """The limit of a password that is set: 8 to 128 characters, with upper case, lower case and a digit."""

    def wrong(self, value: Any) -> str | None:
        words = TYPED_PASSWORD.wrong(value)
        if words is not None:
            return words
        normal = normal_password(value)
        if len(normal) < PASSWORD_MIN_LENGTH:
            return f"must be at least {PASSWORD_MIN_LENGTH} characters long"
        if len(normal) > PASSWORD_MAX_LENGTH:
            return f"must be at most {PASSWORD_MAX_LENGTH} characters long"
        if not (any(map(str.isupper, normal)) and any(map(str.islower, normal)) and any(map(str.isdigit, normal))):
            return "must contain an upper case letter, a lower case letter and a digit"
        return None


@frozen(kw_only=True)
class WebAddress(Characters):
    """The limit of an http or https address."""

    def wrong(self, value: Any) -> str | None:
        if isinstance(value, str) and "\0" in value:
            return NO_NUL
        return Characters.wrong(self, value) or (None if value.isprintable() else self.must)


NEW_PASSWORD = NewPassword()
AVATAR = WebAddress(
    max=2_048,
    pattern=re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE),
    must="must be an http or https address",
)
AVATAR_SIZES = (64, 256, 512)
"""The sides of the squares in which an avatar is stored, in pixels."""
AVATAR_SHOWN = 256
"""The size whose address `avatarUrl` is."""
AVATAR_MAX_BYTES = 5 * 1024 * 1024
AVATAR_MAX_PIXELS = 25_000_000
AVATAR_STORED_WITHIN = timedelta(minutes=30)
"""The longest time from the announcement of a new avatar's name to its use."""
AVATAR_CHECKED_AFTER = timedelta(hours=1)
"""The time after which an announced avatar that no account uses is removed."""
