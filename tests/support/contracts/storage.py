"""The repositories and queries under test, whatever their technology, with shorthand to store users, companions and
sessions.
"""

from typing import Any

from attrs import evolve, frozen

from hushroom_adapters.memory import in_memory_platform
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.features import begin, candidates, queries, use_case_queries
from hushroom_adapters.security import AesAuditSeals, AesSecretBox
from hushroom_domain.application import Queries, Work
from hushroom_domain.companions.model import Companion
from hushroom_domain.identity.model import User, UserRole, Viewer
from hushroom_domain.matching.ports import Candidates
from hushroom_domain.queries import UseCaseQueries
from hushroom_domain.reactions import names_for
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin
from tests.support.builders import NOW, a_companion, a_session, a_user

SEALS = AesAuditSeals(AesSecretBox(secrets={"one": "a-sealing-key-of-the-tests-0123456789"}, seals_with="one"))


@frozen(kw_only=True)
class Storage:
    """Transactions, and the queries that use cases ask of their rows."""

    begin: Begin[Work]
    asked: UseCaseQueries
    candidates: Candidates

    async def user(self, **about: Any) -> User:
        user = a_user(**about)
        async with self.begin() as work:
            await work.users.add(user)
        return user

    async def companion(self, user: User | None = None, **about: Any) -> Companion:
        user = user or await self.user()
        companion = a_companion(user_id=user.id, **about)
        async with self.begin() as work:
            await work.companions.add(companion)
        return companion

    async def session(self, companion: Companion | None = None, seeker: User | None = None, **about: Any) -> Session:
        """Stores a session, which is matched when a companion is given."""
        seeker = seeker or await self.user()
        session = a_session(seeker_id=seeker.id, **about)
        if companion is not None:
            session = evolve(
                session,
                companion_id=companion.id,
                companion_user_id=companion.user_id,
                matched_at=session.matched_at or NOW,
            )
        async with self.begin() as work:
            await work.sessions.add(session)
        return session


@frozen(kw_only=True)
class PostgresStorage(Storage):
    """Transactions on PostgreSQL, with the queries that only the surfaces ask."""

    queries: Queries


def memory_storage() -> Storage:
    platform = in_memory_platform()
    store = platform.store
    return Storage(begin=store.begin, asked=store.queries, candidates=platform.ports.matching.candidates)


def postgres_storage(database: Database) -> PostgresStorage:
    """Keeps rows in this database; those of the outbox wait, because no worker runs."""
    return PostgresStorage(
        begin=begin(database, names_for, seals=SEALS),
        asked=use_case_queries(database, SEALS),
        candidates=candidates(database),
        queries=queries(database, seals=SEALS),
    )


def as_user(user_id: UserId, role: UserRole = UserRole.USER) -> Viewer:
    return Viewer(user_id, role)


def as_admin() -> Viewer:
    return Viewer(a_user().id, UserRole.ADMIN)
