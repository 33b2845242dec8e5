"""The tables of sign-ins by providers."""

from sqlalchemy import Boolean, Column, Index, Table, UniqueConstraint

from hushroom_adapters.postgres.core.columns import METADATA, key, moment, reference, text
from hushroom_adapters.postgres.core.constraints import raising
from hushroom_adapters.postgres.core.data_classes import classify
from hushroom_domain.identity.errors import IdentityTaken

LINKED_IDENTITIES = Table(
    "linked_identities",
    METADATA,
    key(),
    reference("user_id", "users.id", cascade=True),
    text("provider"),
    text("subject"),
    text("email", nullable=True),
    moment("created_at"),
    moment("last_used_at"),
    raising(IdentityTaken, UniqueConstraint("provider", "subject")),
    comment="The accounts at providers by which people sign in. Personal: the provider, its name of the person, "
    "the address there, and when it was used.",
)
classify(
    LINKED_IDENTITIES,
    identity="provider subject email",
    technical="id user_id created_at last_used_at",
    owner="user_id",
)
Index(None, LINKED_IDENTITIES.c.user_id)

PROVIDER_ATTEMPTS = Table(
    "provider_attempts",
    METADATA,
    key(),
    text("digest"),
    text("provider"),
    reference("user_id", "users.id", nullable=True, cascade=True),
    text("subject", nullable=True),
    text("email", nullable=True),
    Column("is_email_verified", Boolean, nullable=False),
    text("first_name", nullable=True),
    text("last_name", nullable=True),
    moment("answered_at", nullable=True),
    moment("expires_at"),
    moment("created_at"),
    UniqueConstraint("digest"),
    comment="The sign-ins by providers under way, for minutes. Personal: the provider's name of the person, the "
    "address and the names there, while a password or a date of birth is asked for.",
)
classify(
    PROVIDER_ATTEMPTS,
    identity="digest provider subject email first_name last_name",
    technical="id user_id is_email_verified answered_at expires_at created_at",
    owner="user_id",
)
# For the deletion of accounts.
Index(None, PROVIDER_ATTEMPTS.c.user_id)
# For the deletion of expired attempts.
Index(None, PROVIDER_ATTEMPTS.c.expires_at)
