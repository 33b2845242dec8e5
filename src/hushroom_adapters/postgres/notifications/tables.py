"""The table of sent emails."""

from sqlalchemy import Column, Index, Table

from hushroom_adapters.postgres.core.columns import METADATA, choice, moment, reference, text
from hushroom_domain.notifications.catalogue import EmailKind

SENT_EMAILS = Table(
    "deliveries",
    METADATA,
    Column("key", text("").type, primary_key=True),
    choice("kind", EmailKind),
    reference("user_id", "users.id"),
    moment("claimed_at"),
    moment("sent_at", nullable=True),
    moment("refused_at", nullable=True),
    text("refusal", nullable=True),
    comment="Which letters were sent to whom, so that none is sent twice. Personal: who got which letter when.",
)
Index(None, SENT_EMAILS.c.user_id)
