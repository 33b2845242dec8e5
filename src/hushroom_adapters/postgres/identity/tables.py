"""The tables of accounts."""

from sqlalchemy import Boolean, Column, Date, Index, Table, UniqueConstraint
from sqlalchemy import text as sql

from hushroom_adapters.postgres.core.columns import METADATA, choice, key, moment, reference, text
from hushroom_adapters.postgres.core.constraints import raising
from hushroom_domain.identity.errors import EmailTaken
from hushroom_domain.identity.model import Proficiency, TokenPurpose, UserRole

USERS = Table(
    "users",
    METADATA,
    key(),
    text("email"),
    text("email_key"),
    # Null in rows of the previous version until the backfill, and where another account has the key.
    text("address_key", nullable=True),
    text("password_hash"),
    text("first_name", nullable=True),
    text("last_name", nullable=True),
    text("display_name", nullable=True),
    Column("date_of_birth", Date, nullable=False),
    choice("role", UserRole),
    Column("is_email_verified", Boolean, nullable=False),
    Column("is_age_verified", Boolean, nullable=False),
    text("avatar_url", nullable=True),
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
Index(None, REFRESH_TOKENS.c.family_id)
Index(None, REFRESH_TOKENS.c.user_id)
# For the deletion of expired tokens.
Index(None, REFRESH_TOKENS.c.expires_at)

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
    UniqueConstraint("digest"),
    comment="What letters carry to prove an address or to set a password, as digests. Personal: when somebody asked.",
)
Index(None, ONE_TIME_TOKENS.c.user_id)
Index(None, ONE_TIME_TOKENS.c.expires_at)
