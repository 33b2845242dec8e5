"""The tables of passkeys."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Table, Text, UniqueConstraint

from hushroom_adapters.postgres.core.columns import METADATA, choice, key, moment, reference, text
from hushroom_adapters.postgres.core.constraints import raising
from hushroom_adapters.postgres.core.data_classes import classify
from hushroom_domain.identity.errors import PasskeyTaken
from hushroom_domain.identity.model import CeremonyPurpose

PASSKEYS = Table(
    "passkeys",
    METADATA,
    key(),
    reference("user_id", "users.id", cascade=True),
    text("name"),
    text("credential_id"),
    text("public_key"),
    Column("sign_count", BigInteger, nullable=False),
    Column("is_synced", Boolean, nullable=False),
    moment("created_at"),
    moment("last_used_at", nullable=True),
    raising(PasskeyTaken, UniqueConstraint("credential_id")),
    CheckConstraint("sign_count >= 0", name="sign_count"),
    comment="The passkeys of people: public keys, whose secrets stay on their devices. Personal: the name, the key, "
    "and when it was made and last used.",
)
classify(
    PASSKEYS,
    identity="name credential_id public_key",
    technical="id user_id sign_count is_synced created_at last_used_at",
    owner="user_id",
)
Index(None, PASSKEYS.c.user_id)

PASSKEY_CHALLENGES = Table(
    "passkey_challenges",
    METADATA,
    Column("digest", Text, primary_key=True),
    choice("purpose", CeremonyPurpose),
    reference("user_id", "users.id", nullable=True, cascade=True),
    moment("expires_at"),
    comment="The challenges that passkeys have to sign, as digests, until they are signed or a night has passed. "
    "Personal: who adds a passkey.",
)
classify(PASSKEY_CHALLENGES, identity="digest", technical="purpose user_id expires_at", owner="user_id")
Index(None, PASSKEY_CHALLENGES.c.user_id)
# For the deletion of expired challenges.
Index(None, PASSKEY_CHALLENGES.c.expires_at)
