"""The table of changes of address."""

from sqlalchemy import Column, Index, Table

from hushroom_adapters.postgres.core.columns import METADATA, choice, is_one_of, key, moment, reference, text
from hushroom_adapters.postgres.core.data_classes import classify
from hushroom_domain.identity.state_machine import EmailChangeStatus

EMAIL_CHANGES = Table(
    "email_changes",
    METADATA,
    key(),
    reference("user_id", "users.id", cascade=True),
    choice("status", EmailChangeStatus),
    text("old_email"),
    text("old_key", nullable=True),
    text("new_email"),
    text("new_key"),
    Column("sign_in_id", key().type),
    moment("asked_at"),
    moment("expires_at"),
    moment("confirmed_at", nullable=True),
    moment("undo_until", nullable=True),
    moment("ended_at", nullable=True),
    comment="The changes of address that people asked for, for a month. Personal: the old address, the new one, "
    "and when it was asked for, confirmed and undone.",
)
classify(
    EMAIL_CHANGES,
    identity="old_email old_key new_email new_key",
    technical="id user_id status sign_in_id asked_at expires_at confirmed_at undo_until ended_at",
    owner="user_id",
)
_OPEN = is_one_of([EmailChangeStatus.ASKED])
Index("email_changes_open_key", EMAIL_CHANGES.c.user_id, unique=True, postgresql_where=_OPEN)
Index(None, EMAIL_CHANGES.c.user_id, EMAIL_CHANGES.c.asked_at)
# For the number of changes to one address.
Index(None, EMAIL_CHANGES.c.new_key, EMAIL_CHANGES.c.asked_at)
# For the look whether somebody can take an address back.
Index("email_changes_kept_idx", EMAIL_CHANGES.c.old_key, postgresql_where=EMAIL_CHANGES.c.undo_until.is_not(None))
# For the expiry and the deletion of changes.
Index("email_changes_expiring_idx", EMAIL_CHANGES.c.expires_at, postgresql_where=_OPEN)
Index(None, EMAIL_CHANGES.c.asked_at)
