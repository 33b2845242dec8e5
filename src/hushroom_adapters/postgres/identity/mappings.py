"""The rows of identity and their entities."""

from hushroom_adapters.postgres.core.folding import digest
from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.identity.email_change_tables import EMAIL_CHANGES
from hushroom_adapters.postgres.identity.passkey_tables import PASSKEY_CHALLENGES, PASSKEYS
from hushroom_adapters.postgres.identity.provider_tables import LINKED_IDENTITIES, PROVIDER_ATTEMPTS
from hushroom_adapters.postgres.identity.recovery_tables import FACTOR_RECOVERIES
from hushroom_adapters.postgres.identity.tables import (
    BROWSER_SIGN_INS,
    DEVICES,
    IDENTITY_VERIFICATIONS,
    ONE_TIME_TOKENS,
    PASSWORD_CREDENTIALS,
    RECOVERY_CODES,
    REFRESH_TOKENS,
    SECOND_FACTOR_CHALLENGES,
    TOTP_CREDENTIALS,
    USER_LANGUAGES,
    USERS,
)
from hushroom_domain.identity.model import (
    BrowserSignIn,
    Device,
    EmailChange,
    FactorRecovery,
    IdentityVerification,
    KeptAttempt,
    LinkedIdentity,
    OneTimeToken,
    Passkey,
    PasskeyChallenge,
    PasswordCredential,
    RecoveryCode,
    RefreshToken,
    SecondFactorChallenge,
    SpokenLanguage,
    TotpCredential,
    User,
)
from hushroom_domain.identity.rules.email_addresses import former_key, readable_domains
from hushroom_domain.shared.text import fold


def language_key(language: str) -> str:
    """Returns the form in which two spellings of a language tag are equal."""
    return language.casefold()


def _search_text(user: User) -> str:
    return "\n".join(fold(one or "") for one in (readable_domains(user.email), *_names(user)[1:]))


def _names(user: User) -> tuple[str | None, ...]:
    return (user.email, user.first_name, user.last_name, user.display_name)


def _source_of_user(user: User) -> str:
    return digest(*(one or "" for one in _names(user)))


FOLDED_USER = {
    "search_text": _search_text,
    "folded_name": lambda user: fold(user.display_name or ""),
    "folded_of": _source_of_user,
}
"""The columns of a user that hold folded text."""
USER = RowMapper(User, USERS, derived={"email_key": lambda user: former_key(user.email), **FOLDED_USER})
LANGUAGE = RowMapper(
    SpokenLanguage, USER_LANGUAGES, derived={"language_key": lambda spoken: language_key(spoken.language)}
)
PASSWORD_CREDENTIAL = RowMapper(PasswordCredential, PASSWORD_CREDENTIALS)
LINKED_IDENTITY = RowMapper(LinkedIdentity, LINKED_IDENTITIES)
PROVIDER_ATTEMPT = RowMapper(KeptAttempt, PROVIDER_ATTEMPTS)
PASSKEY = RowMapper(Passkey, PASSKEYS)
PASSKEY_CHALLENGE = RowMapper(PasskeyChallenge, PASSKEY_CHALLENGES)
TOTP_CREDENTIAL = RowMapper(TotpCredential, TOTP_CREDENTIALS)
RECOVERY_CODE = RowMapper(RecoveryCode, RECOVERY_CODES)
SECOND_FACTOR_CHALLENGE = RowMapper(SecondFactorChallenge, SECOND_FACTOR_CHALLENGES)
FACTOR_RECOVERY = RowMapper(FactorRecovery, FACTOR_RECOVERIES)
IDENTITY_VERIFICATION = RowMapper(IdentityVerification, IDENTITY_VERIFICATIONS)
REFRESH_TOKEN = RowMapper(RefreshToken, REFRESH_TOKENS)
BROWSER_SIGN_IN = RowMapper(BrowserSignIn, BROWSER_SIGN_INS)
DEVICE = RowMapper(Device, DEVICES)
EMAIL_CHANGE = RowMapper(EmailChange, EMAIL_CHANGES)
ONE_TIME_TOKEN = RowMapper(OneTimeToken, ONE_TIME_TOKENS)
