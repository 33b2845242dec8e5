"""The parts of a platform in these tests: its rows are in PostgreSQL, everything else is in memory."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import attrs
from attrs import frozen

from hushroom_adapters.jobs.reaction_runner import ReactionRunner
from hushroom_adapters.memory import InMemory, ManualClock, MemoryGateway, in_memory_platform
from hushroom_adapters.memory.avatars import MemoryAvatarStore
from hushroom_adapters.memory.linked_identities import MemoryIdentityProviders
from hushroom_adapters.memory.mailer import MemoryMailer
from hushroom_adapters.memory.rooms import MemoryRooms
from hushroom_adapters.postgres.core.codec import JsonCodec
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.features import METADATA, begin, candidates, queries, use_case_queries
from hushroom_adapters.postgres.idempotency.store import PostgresIdempotencyKeys
from hushroom_adapters.postgres.outbox.store import OutboxStore
from hushroom_adapters.security import IdnaDomainNames, ListedPasswords, WebAuthnVerifier
from hushroom_adapters.system.ids import TimeOrderedIds
from hushroom_domain.application import Application, Ports, Queries, wire
from hushroom_domain.identity.model import RelyingParty
from hushroom_domain.identity.rules.avatar_addresses import AvatarAddresses
from hushroom_domain.reactions import EVENTS_BY_NAME, names_for
from hushroom_domain.shared.idempotency import IdempotencyKeys
from hushroom_domain.shared.lanes import Lane
from tests.support.contracts.storage import SEALS

SITE = RelyingParty(id="hushroom.localhost", name="Hushroom", origins=("http://hushroom.localhost",))
"""The platform of these tests, as authenticators know it."""
PASSKEYS = WebAuthnVerifier(SITE)
TABLES = [table.name for table in METADATA.sorted_tables]
EVERYTHING = "; ".join(f"SELECT * FROM {name} ORDER BY 1, 2" for name in TABLES)  # noqa: S608 - ours


@frozen
class Account:
    """A user with the secrets of the credentials."""

    id: str
    email: str
    password_hash: str
    is_admin: bool


@frozen(kw_only=True, repr=False)  # because asyncio asks each task for the text of its result
class Parts:
    """A platform's application, and the parts that a test reads and disturbs."""

    application: Application
    queries: Queries
    clock: ManualClock
    gateway: MemoryGateway
    mailer: MemoryMailer
    rooms: MemoryRooms
    idempotency: IdempotencyKeys
    avatars: MemoryAvatarStore
    providers: MemoryIdentityProviders
    settle: Callable[[], Awaitable[None]]
    kept: Callable[[], Awaitable[str]]
    """Returns everything that the platform stores, as text."""
    accounts: Callable[[], Awaitable[Sequence[Account]]]


def beside_the_rows(*, requires_admin_factor: bool = False) -> InMemory:
    """Returns what a platform with its rows in a database has in memory."""
    return in_memory_platform(ids=TimeOrderedIds(), requires_admin_factor=requires_admin_factor)


def parts_on_postgres(database: Database, memory: InMemory | None = None) -> Parts:
    """Builds a platform with its rows in this database, and everything else in memory, new unless given."""
    memory = memory or beside_the_rows()
    assert isinstance(memory.clock, ManualClock)
    application = wire(_ports(memory, database))

    async def rows(sql: str) -> Sequence[Any]:
        async with database.connection() as connection:
            return await (await connection.execute(sql)).fetchall()

    async def kept() -> str:
        found = []
        async with database.connection() as connection:
            cursor = await connection.execute(EVERYTHING)
            for _ in TABLES:
                found.append(await cursor.fetchall())
                cursor.nextset()
        return repr(dict(zip(TABLES, found, strict=True)))

    async def accounts() -> list[Account]:
        found = await rows(
            "SELECT id::text, email, password_credentials.password_hash, role::text"
            " FROM users JOIN password_credentials ON user_id = id"
        )
        return [Account(user_id, email, hashed, role == "ADMIN") for user_id, email, hashed, role in found]

    return Parts(
        application=application,
        queries=queries(database, seals=SEALS),
        clock=memory.clock,
        gateway=memory.gateway,
        mailer=memory.mailer,
        rooms=memory.rooms,
        avatars=memory.avatars,
        providers=memory.providers,
        idempotency=PostgresIdempotencyKeys(database, memory.clock, memory.ports.ids.new),
        settle=lambda: _settle(application, memory, OutboxStore(database, memory.clock.now)),
        kept=kept,
        accounts=accounts,
    )


def _ports(memory: InMemory, database: Database) -> Ports:
    """The ports in memory, but for those that keep rows."""
    return attrs.evolve(
        memory.ports,
        begin=begin(database, names_for, memory.clock.now, SEALS),
        queries=use_case_queries(database, SEALS),
        matching=attrs.evolve(memory.ports.matching, candidates=candidates(database)),
        identity=attrs.evolve(
            memory.ports.identity,
            domain_names=IdnaDomainNames(),
            avatar_addresses=AvatarAddresses("http://hushroom.localhost"),
            common_passwords=ListedPasswords.shipped(),
            passkey_verifier=PASSKEYS,
            relying_party=SITE,
        ),
    )


async def _settle(application: Application, memory: InMemory, outbox: OutboxStore) -> None:
    """Runs the outbox and delivers the provider's notices until nothing is left."""
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
