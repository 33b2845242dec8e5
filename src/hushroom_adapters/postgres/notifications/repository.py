"""Which letters were sent, in PostgreSQL."""

from datetime import datetime

import structlog
from attrs import frozen
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from hushroom_adapters.postgres.core.repositories import PostgresRepositories
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.notifications.centre import PostgresNotifications
from hushroom_adapters.postgres.notifications.push_subscriptions import PostgresPushSubscriptions
from hushroom_adapters.postgres.notifications.tables import SENT_EMAILS
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.policy import DROPPED
from hushroom_domain.shared.ids import UserId

log = structlog.get_logger(__name__)

_d = SENT_EMAILS.c
_NEW = insert(SENT_EMAILS).values({name: bindparam(name) for name in ("key", "kind", "user_id", "claimed_at")})
_CLAIM = _NEW.on_conflict_do_update(
    index_elements=[_d.key],
    # The time of the first claim stays, so that an email that is tried again counts once.
    set_={"claimed_at": _d.claimed_at},
    where=_d.sent_at.is_(None) & _d.refused_at.is_(None),
).returning(_d.key)
_LATELY = select(func.count().label("emails")).where(
    _d.user_id == bindparam("to"),
    _d.kind == bindparam("of_kind"),
    _d.claimed_at > bindparam("since"),
    func.coalesce(_d.refusal, "") != DROPPED,
)
_OF_KEY = update(SENT_EMAILS).where(_d.key == bindparam("of"))
_SENT = _OF_KEY.values(sent_at=bindparam("now"))
_REFUSED = _OF_KEY.values(refused_at=bindparam("now"), refusal=bindparam("reason"))


@frozen
class PostgresSentEmails:
    """Implements `SentEmails`. An unconfirmed claim is granted again: an email may be sent twice, but is never lost."""

    transaction: Transaction

    async def claim(self, key: str, kind: EmailKind, user_id: UserId, now: datetime) -> bool:
        values = {"key": key, "kind": kind.value, "user_id": user_id, "claimed_at": now}
        return await self.transaction.row(_CLAIM, **values) is not None

    async def lately(self, kind: EmailKind, user_id: UserId, since: datetime) -> int:
        row = await self.transaction.row(_LATELY, to=user_id, of_kind=kind.value, since=since)
        return 0 if row is None else int(row[0])

    async def drop(self, key: str, now: datetime) -> None:
        log.warning("letter dropped", letter_key=key, reason=DROPPED)
        await self.refused(key, DROPPED, now)

    async def sent(self, key: str, now: datetime) -> None:
        await self.transaction.run(_SENT, of=key, now=now)

    async def refused(self, key: str, reason: str, now: datetime) -> None:
        await self.transaction.run(_REFUSED, of=key, now=now, reason=reason)


class PostgresNotificationRepositories(PostgresRepositories):
    """The repositories of notifications in one transaction."""

    @property
    def sent_emails(self) -> PostgresSentEmails:
        return PostgresSentEmails(self.transaction)

    @property
    def push_subscriptions(self) -> PostgresPushSubscriptions:
        return PostgresPushSubscriptions(self.transaction)

    @property
    def notifications(self) -> PostgresNotifications:
        return PostgresNotifications(self.transaction)

    @property
    def sign_in_rights(self) -> PostgresPushSubscriptions:
        return PostgresPushSubscriptions(self.transaction)
