"""What a platform is made of in these tests: kept in memory, or in PostgreSQL; clock and provider are always ours."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import attrs
from attrs import frozen

from hushroom_adapters.jobs.reaction_runner import ReactionRunner
from hushroom_adapters.memory import InMemory, ManualClock, MemoryGateway, in_memory_platform
from hushroom_adapters.memory.idempotency import MemoryIdempotencyKeys
from hushroom_adapters.memory.mailer import MemoryMailer
from hushroom_adapters.memory.rooms import MemoryRooms
from hushroom_adapters.postgres.core.codec import JsonCodec
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.features import begin, queries
from hushroom_adapters.postgres.idempotency.store import PostgresIdempotencyKeys
from hushroom_adapters.postgres.outbox.store import OutboxStore
from hushroom_adapters.postgres.tables import METADATA
from hushroom_adapters.security import IdnaDomainNames
from hushroom_adapters.system.ids import TimeOrderedIds
from hushroom_domain.application import Application, wire
from hushroom_domain.reactions import EVENTS_BY_NAME, names_for
from hushroom_domain.shared.idempotency import IdempotencyKeys
from hushroom_domain.shared.lanes import Lane


@frozen
class Account:
    """What is kept of a user that nobody else may see."""

    id: str
    email: str
    password_hash: str
    is_admin: bool


@frozen(kw_only=True)
class Parts:
    """A platform's application, and what a test may look at and disturb."""

    application: Application
    clock: ManualClock
    gateway: MemoryGateway
    mailer: MemoryMailer
    rooms: MemoryRooms
    idempotency: IdempotencyKeys
    settle: Callable[[], Awaitable[None]]
    kept: Callable[[], Awaitable[str]]
    """Everything that the platform keeps, in words."""
    accounts: Callable[[], Awaitable[Sequence[Account]]]


def parts_in_memory() -> Parts:
    memory = in_memory_platform()
    assert isinstance(memory.clock, ManualClock)

    async def kept() -> str:
        tables = memory.store.tables
        return repr({one.name: dict(getattr(tables, one.name).items()) for one in attrs.fields(type(tables))})

    async def accounts() -> list[Account]:
        users = memory.store.tables.users.values()
        return [Account(str(user.id), user.email, user.password_hash, user.role == "ADMIN") for user in users]

    return Parts(
        application=memory.app,
        clock=memory.clock,
        gateway=memory.gateway,
        mailer=memory.mailer,
        rooms=memory.rooms,
        idempotency=MemoryIdempotencyKeys(memory.clock, memory.ports.ids.new),
        settle=memory.settle,
        kept=kept,
        accounts=accounts,
    )


def parts_on_postgres(database: Database) -> Parts:
    """PostgreSQL instead of the tables in memory, and everything else as it is there."""
    memory = in_memory_platform(ids=TimeOrderedIds())
    assert isinstance(memory.clock, ManualClock)
    identity = attrs.evolve(memory.ports.identity, domain_names=IdnaDomainNames())
    ports = attrs.evolve(
        memory.ports,
        identity=identity,
        begin=begin(database, names_for, memory.clock.now),
        queries=queries(database),
    )
    application = wire(ports)

    async def rows(sql: str) -> Sequence[Any]:
        async with database.connection() as connection:
            return await (await connection.execute(sql)).fetchall()

    async def kept() -> str:
        tables = [table.name for table in METADATA.sorted_tables]
        return repr({name: await rows(f"SELECT * FROM {name} ORDER BY 1, 2") for name in tables})  # noqa: S608 - ours

    async def accounts() -> list[Account]:
        found = await rows("SELECT id::text, email, password_hash, role::text FROM users")
        return [Account(user_id, email, hashed, role == "ADMIN") for user_id, email, hashed, role in found]

    return Parts(
        application=application,
        clock=memory.clock,
        gateway=memory.gateway,
        mailer=memory.mailer,
        rooms=memory.rooms,
        idempotency=PostgresIdempotencyKeys(database, memory.clock, memory.ports.ids.new),
        settle=lambda: _settle(application, memory, OutboxStore(database, memory.clock.now)),
        kept=kept,
        accounts=accounts,
    )


async def _settle(application: Application, memory: InMemory, outbox: OutboxStore) -> None:
    """Run what the outbox holds and deliver the provider's notices, until all is quiet."""
    codec = JsonCodec()
    effects = ReactionRunner(
        application=application,
        outbox=outbox,
        read_event=lambda name, payload: codec.build(payload, EVENTS_BY_NAME[name]),
        clock=memory.clock,
    )
    while jobs := await outbox.lease(dict.fromkeys(Lane, 100), 60, memory.clock.now()):
        for job in jobs:
            await effects.carry_out(job.id)
        while memory.gateway.notices:
            await application.payments.receive_notice(memory.gateway.notices.pop(0))
