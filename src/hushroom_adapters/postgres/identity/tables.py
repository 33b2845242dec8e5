"""The tables of accounts."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql

from hushroom_adapters.postgres.core.columns import METADATA, choice, count, is_one_of, key, moment, reference, text
from hushroom_adapters.postgres.core.constraints import raising
from hushroom_adapters.postgres.core.data_classes import classify
from hushroom_domain.identity.errors import EmailTaken
from hushroom_domain.identity.model import ChallengePurpose, Proficiency, TokenPurpose, UserRole, VerificationFailure
from hushroom_domain.identity.state_machine import VerificationStatus

USERS = Table(
    "users",
    METADATA,
    key(),
    text("email"),
    text("email_key"),
    # Null in rows of the previous version until the backfill, and where another account has the key.
    text("address_key", nullable=True),
    Column(
        "password_hash",
        Text,
        nullable=False,
        server_default="",
        comment="For programs of the version before; triggers keep it as in password_credentials. Goes with the next.",
    ),
    text("first_name", nullable=True),
    text("last_name", nullable=True),
    text("display_name", nullable=True),
    Column("date_of_birth", Date, nullable=False),
    choice("role", UserRole),
    Column("is_email_verified", Boolean, nullable=False),
    moment("address_proved_at", nullable=True),
    Column("is_age_verified", Boolean, nullable=False),
    text("avatar_url", nullable=True),
    text("avatar_name", nullable=True),
    text("preferred_language"),
    text("timezone"),
    Column("is_active", Boolean, nullable=False),
    moment("deleted_at", nullable=True),
    moment("credentials_changed_at", nullable=True),
    moment("created_at"),
    moment("updated_at"),
    # Folded by the program. Where folded_of is null, a trigger has written lower case instead.
    Column("search_text", text("").type, nullable=False, server_default=""),
    text("folded_name", nullable=True),
    text("folded_of", nullable=True),
    raising(EmailTaken, UniqueConstraint("email_key")),
    raising(EmailTaken, UniqueConstraint("address_key")),
    comment="The people with an account. Personal: address, password hash, names, date of birth, picture, language, "
    "time zone.",
)
classify(
    USERS,
    identity=(
        "email email_key address_key password_hash first_name last_name display_name date_of_birth avatar_url "
        "avatar_name search_text folded_name"
    ),
    content="preferred_language timezone",
    technical=(
        "id role is_email_verified address_proved_at is_age_verified is_active deleted_at credentials_changed_at "
        "created_at updated_at folded_of"
    ),
)
Index(
    "users_search_text_idx",
    USERS.c.search_text,
    postgresql_using="gin",
    postgresql_ops={"search_text": "gin_trgm_ops"},
)
Index("users_unkeyed_idx", USERS.c.id, postgresql_where=USERS.c.address_key.is_(None))
Index("users_unfolded_idx", USERS.c.id, postgresql_where=USERS.c.folded_of.is_(None))
Index("users_created_idx", USERS.c.created_at, USERS.c.id)
Index("users_admin_idx", USERS.c.id, postgresql_where=sql("role = 'ADMIN'"))
Index("users_role_idx", USERS.c.role, USERS.c.created_at, USERS.c.id)
# For the look whether a stored avatar is in use, and for the accounts that have one.
Index("users_avatar_idx", USERS.c.avatar_name, postgresql_where=USERS.c.avatar_name.is_not(None))
Index("users_closed_idx", USERS.c.created_at, USERS.c.id, postgresql_where=sql("NOT is_active"))

PASSWORD_CREDENTIALS = Table(
    "password_credentials",
    METADATA,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    text("password_hash"),
    moment("changed_at"),
    comment="The passwords of people, as hashes. Personal: the hash, and when it was set.",
)
classify(PASSWORD_CREDENTIALS, identity="password_hash", technical="user_id changed_at", owner="user_id")

TOTP_CREDENTIALS = Table(
    "totp_credentials",
    METADATA,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    text("sealed_secret"),
    Column("last_step", BigInteger),
    moment("confirmed_at", nullable=True),
    moment("created_at"),
    comment="The secrets that people share with their authenticator apps, sealed. Personal: the secret, and when it "
    "was last used.",
)
classify(
    TOTP_CREDENTIALS, identity="sealed_secret", technical="user_id last_step confirmed_at created_at", owner="user_id"
)

RECOVERY_CODES = Table(
    "recovery_codes",
    METADATA,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("digest", Text, primary_key=True),
    moment("created_at"),
    moment("used_at", nullable=True),
    comment="The codes that replace a second factor once, as digests. Personal: the digest, and when it was used.",
)
classify(RECOVERY_CODES, identity="digest", technical="user_id created_at used_at", owner="user_id")

SECOND_FACTOR_CHALLENGES = Table(
    "second_factor_challenges",
    METADATA,
    key(),
    reference("user_id", "users.id", cascade=True),
    choice("purpose", ChallengePurpose, default=ChallengePurpose.SHOW),
    text("digest"),
    Column("attempt_id", key().type),
    count("failures"),
    moment("created_at"),
    moment("expires_at"),
    UniqueConstraint("digest"),
    comment="The sign-ins that wait for a second factor, as digests. Personal: when somebody began one.",
)
classify(
    SECOND_FACTOR_CHALLENGES,
    identity="digest",
    technical="id user_id purpose attempt_id failures created_at expires_at",
    owner="user_id",
)
Index(None, SECOND_FACTOR_CHALLENGES.c.user_id)
Index(None, SECOND_FACTOR_CHALLENGES.c.expires_at)

IDENTITY_VERIFICATIONS = Table(
    "identity_verifications",
    METADATA,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    choice("status", VerificationStatus),
    count("attempt"),
    text("session_id", nullable=True),
    choice("failure", VerificationFailure, nullable=True),
    moment("verified_at", nullable=True),
    moment("updated_at"),
    UniqueConstraint("session_id"),
    comment="Whether a provider has verified who people are; nothing of their documents. Personal: the outcome "
    "and when.",
)
classify(
    IDENTITY_VERIFICATIONS, identity="session_id", technical="user_id status attempt failure verified_at updated_at"
)
# For the expiry of verifications.
Index(
    None,
    IDENTITY_VERIFICATIONS.c.verified_at,
    postgresql_where=is_one_of([VerificationStatus.VERIFIED]),
)

USER_LANGUAGES = Table(
    "user_languages",
    METADATA,
    key(),
    reference("user_id", "users.id", cascade=True),
    text("language"),
    text("language_key"),
    choice("proficiency", Proficiency),
    Column("is_preferred", Boolean, nullable=False),
    UniqueConstraint("user_id", "language_key"),
    comment="The languages that people speak and how well. Personal: all of it.",
)
classify(
    USER_LANGUAGES, content="language language_key proficiency is_preferred", technical="id user_id", owner="user_id"
)
Index(None, USER_LANGUAGES.c.language_key, USER_LANGUAGES.c.user_id)

REFRESH_TOKENS = Table(
    "refresh_tokens",
    METADATA,
    key(),
    Column("family_id", key().type, nullable=False),
    reference("user_id", "users.id", cascade=True),
    text("digest"),
    moment("expires_at"),
    moment("used_at", nullable=True),
    moment("revoked_at", nullable=True),
    moment("created_at"),
    UniqueConstraint("digest"),
    comment="The links of the chains that keep people signed in, as digests. Personal: when somebody signed in.",
)
classify(
    REFRESH_TOKENS,
    identity="digest",
    technical="id family_id user_id expires_at used_at revoked_at created_at",
    owner="user_id",
)
Index(None, REFRESH_TOKENS.c.family_id)
Index(None, REFRESH_TOKENS.c.user_id)
# For the deletion of expired tokens.
Index(None, REFRESH_TOKENS.c.expires_at)

BROWSER_SIGN_INS = Table(
    "browser_sign_ins",
    METADATA,
    key(),
    reference("user_id", "users.id", cascade=True),
    text("digest"),
    moment("created_at"),
    moment("last_used_at"),
    moment("expires_at"),
    moment("revoked_at", nullable=True),
    UniqueConstraint("digest"),
    comment="The sign-ins of browsers, whose cookies are kept as digests. Personal: when somebody signed in and was "
    "there.",
)
classify(
    BROWSER_SIGN_INS,
    identity="digest",
    technical="id user_id created_at last_used_at expires_at revoked_at",
    owner="user_id",
)
Index(None, BROWSER_SIGN_INS.c.user_id)
# For the deletion of expired sign-ins.
Index(None, BROWSER_SIGN_INS.c.expires_at)

DEVICES = Table(
    "devices",
    METADATA,
    key(),
    reference("user_id", "users.id", cascade=True),
    text("label", nullable=True),
    text("network", nullable=True),
    moment("created_at"),
    moment("last_used_at"),
    moment("factor_shown_at", nullable=True),
    comment="From where the sign-ins of people are used; the id is that of the sign-in. Personal: the program, the "
    "shortened address, and when they were last there.",
)
classify(
    DEVICES, identity="label network", technical="id user_id created_at last_used_at factor_shown_at", owner="user_id"
)
Index(None, DEVICES.c.user_id, DEVICES.c.last_used_at)
Index(None, DEVICES.c.last_used_at)

ONE_TIME_TOKENS = Table(
    "one_time_tokens",
    METADATA,
    key(),
    reference("user_id", "users.id", cascade=True),
    choice("purpose", TokenPurpose),
    text("digest"),
    moment("expires_at"),
    moment("used_at", nullable=True),
    moment("created_at"),
    reference("change_id", "email_changes.id", nullable=True, cascade=True),
    UniqueConstraint("digest"),
    comment="What emails carry to prove an address or to set a password, as digests. Personal: when somebody asked.",
)
classify(
    ONE_TIME_TOKENS,
    identity="digest",
    technical="id user_id purpose expires_at used_at created_at change_id",
    owner="user_id",
)
Index(None, ONE_TIME_TOKENS.c.user_id)
# For the deletion of changes of address.
Index(None, ONE_TIME_TOKENS.c.change_id)
Index(None, ONE_TIME_TOKENS.c.expires_at)
