"""A read runs at most two statements, including the one of the viewer, whatever the length of the list."""

from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest

from hushroom_adapters.postgres.core.database import Database
from hushroom_domain.shared.ids import UserId
from tests.integration.http.platform_parts import parts_on_postgres
from tests.integration.http.routes import handlers
from tests.integration.http.test_authorisation import TABLE, Callers, Row, assemble, expected, filled
from tests.integration.http.world import Person, World
from tests.support.contracts.identity import spoken
from tests.support.contracts.storage import postgres_storage
from tests.support.counting import CountingDatabase
from tests.support.large_lists import fill


@pytest.fixture
def counting(database: Database) -> CountingDatabase:
    return CountingDatabase(database)


@pytest.fixture
async def cast(counting: CountingDatabase) -> AsyncIterator[Callers]:
    world = World.new(parts_on_postgres(counting))  # type: ignore[arg-type] # it has what is used of a database
    async with world.http:
        yield await assemble(world)


READS = sorted(path.rstrip("/") for method, path in handlers() if method == "GET")
"""The GET routes, read from the application."""
LISTS = {
    "/companions": "take",
    "/availability/me": None,
    "/availability/{companion_id}": None,
    "/sessions": None,
    "/payments": None,
    "/ratings/me": None,
    "/ratings/companion/{companion_id}": "limit",
    "/admin/companions/pending": None,
    "/admin/users": "limit",
    "/admin/sessions": "limit",
    "/admin/payments": "limit",
    "/admin/reports": "limit",
    "/admin/ratings": "limit",
    "/admin/audit-logs": "limit",
    "/users/me/languages": None,
    "/notifications": "limit",
    "/abuse-reports/mine": "limit",
}
"""The reads of unbounded lists, and the parameter that requests a hundred rows."""
SHORT = {
    "/contracts/templates": "twelve come with the platform, and nobody can add any",
    "/admin/contract-templates": "twelve come with the platform, and nobody can add any",
    "/matching/results/{session_id}": "comes from Redis, twenty at most",
    "/payments/companion/earnings": "the twenty newest",
    "/notifications/emails": "the fifty newest",
    "/auth/providers": "those that the settings name",
    "/users/me/devices": "a hundred at most",
    "/users/me/identities": "a hundred at most",
    "/users/me/passkeys": "twenty at most",
    "/admin/factor-recoveries": "a hundred at most",
    "/users/me/favourites": "a hundred at most",
    "/ratings/session/{session_id}": "one of each party",
}
"""The other reads of lists, and the reason why those are short."""
ONE_THING = {
    "/admin/stats",
    "/companions/me",
    "/companions/{companion_id}",
    "/contracts/templates/{template_id}",
    "/contracts/{contract_id}",
    "/goals/{session_id}",
    "/media/token/{session_id}",
    "/payments/{payment_id}",
    "/push/key",
    "/sessions/{session_id}",
    "/users/me",
    "/users/me/factors",
    *(f"/health{path}" for path in ("", "/live", "/ready", "/db", "/redis", "/dependencies")),
}


FEW = 60


async def test_every_read_asks_at_most_twice(counting: CountingDatabase, cast: Callers) -> None:
    asked = {}
    for path in READS:
        for role, status in expected(row_of(path)).items():
            asked[path, role], answer = await counted(counting, cast, path, role)
            assert answer.status_code == status
    assert {question: count for question, count in asked.items() if count > 2} == {}
    assert {path for path, _ in asked} == set(READS)
    assert sum(asked.values()) > 100


async def test_every_list_asks_as_often_for_a_hundred_rows_as_for_a_few(
    counting: CountingDatabase, cast: Callers
) -> None:
    few = {path: await counted(counting, cast, path, reader_of(path)) for path in LISTS}
    await fill_up(counting, cast)
    many = {path: await counted(counting, cast, path, reader_of(path)) for path in LISTS}
    assert {path: asked for path, (asked, _) in many.items()} == {path: asked for path, (asked, _) in few.items()}
    assert {path: length(answer) for path, (_, answer) in few.items() if length(answer) > FEW} == {}
    assert {path: length(answer) for path, (_, answer) in many.items() if length(answer) < 100} == {}


def test_every_read_is_known_as_a_list_or_not() -> None:
    assert sorted([*LISTS, *SHORT, *ONE_THING]) == READS


def row_of(path: str) -> Row:
    return TABLE["GET", path]


def reader_of(path: str) -> str:
    """Returns a user who may read a long list at the route, preferably the seeker."""
    may = [role for role, status in expected(row_of(path)).items() if status == 200]
    return "seeker" if "seeker" in may else may[0]


async def counted(counting: CountingDatabase, cast: Callers, path: str, role: str) -> tuple[int, httpx.Response]:
    """Returns the number of statements of a request."""
    before, limit = counting.asked, LISTS.get(path)
    query = {limit: 100} if limit else {}
    answer = await cast.world.ask("GET", filled(row_of(path).path or path, cast.ids), cast.people[role], params=query)
    return counting.asked - before, answer


def length(answer: httpx.Response) -> int:
    """Returns the length of the longest list in a response."""
    body = answer.json()
    return max(
        len(part) for part in (body, *(body.values() if isinstance(body, dict) else ())) if isinstance(part, list)
    )


async def fill_up(counting: CountingDatabase, cast: Callers) -> None:
    """Stores a hundred rows of every kind for the users who read the lists."""
    kept = postgres_storage(counting.database)
    seeker, companion = cast.people["seeker"], cast.people["companion"]
    assert seeker is not None
    assert companion is not None
    async with kept.begin() as work:
        user = await work.users.get(_id(seeker))
        profile = await work.companions.of_user(_id(companion))
        assert user is not None
        assert profile is not None
    await fill(kept, user, profile, 101)
    async with kept.begin() as work:
        await work.users.replace_languages(user.id, [spoken(user, f"en-{number}") for number in range(100)])


def _id(person: Person) -> UserId:
    return UserId(UUID(person.id))
