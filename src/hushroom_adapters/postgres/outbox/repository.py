"""The outbox inside a transaction: it leaves one row for each reaction that an event must cause."""

from collections.abc import Callable, Iterable
from datetime import datetime

from attrs import frozen
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.types import Text

from hushroom_adapters.postgres.core.codec import JsonCodec
from hushroom_adapters.postgres.core.listener import CHANNEL
from hushroom_adapters.postgres.core.repositories import PostgresRepositories, Routes
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_domain.reactions import lane_of
from hushroom_domain.shared.events import Event

_CODEC = JsonCodec()
_TEXTS = ARRAY(Text)
_ADD = text("""
    INSERT INTO outbox (event, reaction, lane, payload, attempts, due_at, next_at, created_at)
    SELECT event, reaction, lane, payload::jsonb, 0, :due, :due, :now
    FROM unnest(:events, :reactions, :lanes, :payloads) WITH ORDINALITY
        AS given (event, reaction, lane, payload, place)
    ORDER BY place
""").bindparams(
    bindparam("events", type_=_TEXTS),
    bindparam("reactions", type_=_TEXTS),
    bindparam("lanes", type_=_TEXTS),
    bindparam("payloads", type_=_TEXTS),
    bindparam("due", type_=TIMESTAMP(timezone=True)),
    bindparam("now", type_=TIMESTAMP(timezone=True)),
)


@frozen
class PostgresOutbox:
    """Implements `Outbox`: rows that go out with what is written last; events without reactions have none."""

    transaction: Transaction
    routes: Routes
    now: Callable[[], datetime]

    async def add(self, events: Iterable[Event], *, due: datetime | None = None) -> None:
        rows = [
            (event.name, reaction, _CODEC.dump(event).decode()) for event in events for reaction in self.routes(event)
        ]
        if not rows:
            return
        names, reactions, payloads = (list(column) for column in zip(*rows, strict=True))
        now = self.now()
        self.transaction.append(
            _ADD,
            channel=CHANNEL if due is None or due <= now else None,
            events=names,
            reactions=reactions,
            lanes=[lane_of(reaction).value for reaction in reactions],
            payloads=payloads,
            due=due or now,
            now=now,
        )


class PostgresOutboxRepositories(PostgresRepositories):
    """The repositories of the outbox in one transaction."""

    @property
    def outbox(self) -> PostgresOutbox:
        return PostgresOutbox(self.transaction, self.routes, self.now)
