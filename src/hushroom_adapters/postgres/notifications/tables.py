"""The tables of sent emails, push subscriptions and notifications."""

from sqlalchemy import Column, Index, Table, UniqueConstraint

from hushroom_adapters.postgres.core.columns import METADATA, choice, key, moment, reference, text
from hushroom_adapters.postgres.core.data_classes import classify
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.model import NotificationKind

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
    comment="Which emails were sent to whom, so that none is sent twice. Personal: who got which email when.",
)
classify(SENT_EMAILS, technical="key kind user_id claimed_at sent_at refused_at refusal")
Index(None, SENT_EMAILS.c.user_id)

PUSH_SUBSCRIPTIONS = Table(
    "push_subscriptions",
    METADATA,
    key(),
    reference("user_id", "users.id", cascade=True),
    Column("sign_in_id", key().type, nullable=False),
    text("endpoint"),
    text("public_key"),
    text("auth_secret"),
    moment("created_at"),
    moment("last_success_at", nullable=True),
    UniqueConstraint("endpoint"),
    comment="The browsers that take push messages, each until its sign-in ends. Personal: who has a browser at which "
    "push service, and its keys.",
)
classify(
    PUSH_SUBSCRIPTIONS,
    identity="endpoint public_key auth_secret",
    technical="id user_id sign_in_id created_at last_success_at",
    owner="user_id",
)
Index(None, PUSH_SUBSCRIPTIONS.c.user_id)
Index(None, PUSH_SUBSCRIPTIONS.c.sign_in_id)

NOTIFICATIONS = Table(
    "notifications",
    METADATA,
    key(),
    reference("user_id", "users.id", cascade=True),
    choice("kind", NotificationKind),
    Column("subject_id", key().type, nullable=False),
    text("key"),
    moment("created_at"),
    moment("read_at", nullable=True),
    UniqueConstraint("user_id", "key"),
    comment="What people are told in the notification centre, for half a year. Personal: who was told what when, and "
    "when it was read.",
)
classify(NOTIFICATIONS, content="kind subject_id key read_at", technical="id user_id created_at", owner="user_id")
Index("notifications_user_created_idx", NOTIFICATIONS.c.user_id, NOTIFICATIONS.c.created_at, NOTIFICATIONS.c.id)
Index("notifications_unread_idx", NOTIFICATIONS.c.user_id, postgresql_where=NOTIFICATIONS.c.read_at.is_(None))
Index(None, NOTIFICATIONS.c.created_at)
