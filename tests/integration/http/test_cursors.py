"""Cursors: the header `Link` leads from page to page, and an invalid cursor is refused."""

import base64
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit
from uuid import UUID

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from msgspec import msgpack

from hushroom_adapters.postgres.core.database import Database
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_domain.shared.paging import Position
from hushroom_http.api_v1.cursors import tell_next
from hushroom_http.inputs.cursors import BY_AGE, BY_RANK, position_in, positions_in, written, written_twice
from tests.integration.http.error_cases import malformed
from tests.integration.http.expected import advance
from tests.integration.http.platform_parts import parts_on_postgres
from tests.integration.http.test_paged_lists import PAGED, Pages
from tests.integration.http.world import BASE, Person, World

MANY = 5
MOMENTS = st.datetimes(timezones=st.just(UTC))
AGES = st.builds(Position, st.tuples(MOMENTS, st.uuids()))
RANKS = st.builds(Position, st.tuples(st.booleans(), st.floats(0, 5), st.uuids()))
A_CURSOR = written(Position((datetime(2026, 1, 31, tzinfo=UTC), UUID(int=1))))
A_RANK = written(Position((True, 4.5, UUID(int=1))))


def packed(*keys: Any) -> str:
    """Returns a cursor that contains these keys."""
    return base64.urlsafe_b64encode(msgpack.encode(keys)).rstrip(b"=").decode()


def next_of(scope_path: str, query: str, position: Position | None) -> str | None:
    """Returns the URL of the next page from the header `Link`."""
    scope: Any = {"path": scope_path, "query_string": query.encode(), "state": {}}
    tell_next(scope, position)
    link = scope["state"].get("link")
    if link is None:
        return None
    found = re.fullmatch(r'<([!-;=?-~]+)>; rel="next"', link.decode("ascii"))
    assert found is not None, link
    return found[1]


async def walked(
    world: World, path: str, by: Person | None, meanwhile: Callable[[], Awaitable[object]], member: str = ""
) -> list[list[Any]]:
    """Returns the items of every page; awaits `meanwhile` between two pages."""
    pages = await walked_objects(world, path, by, meanwhile)
    return [page[member] if member else page for page in pages]


async def walked_objects(
    world: World, path: str, by: Person | None, meanwhile: Callable[[], Awaitable[object]]
) -> list[Any]:
    """Returns the body of every page."""
    pages, address = [], BASE + path
    while True:
        answer = await world.ask("GET", address, by)
        assert answer.status_code == 200, answer.text
        pages.append(answer.json())
        if "next" not in answer.links:
            return pages
        address = urljoin(address, answer.links["next"]["url"])
        await meanwhile()


async def booked_by(world: World, person: Person) -> list[str]:
    """Returns sessions, two for each moment, newest first."""
    ids = []
    for number in range(MANY):
        advance(world, seconds=number % 2)
        ids.append(await world.book(person))
    listed = [one["id"] for one in await world.get("/sessions", person)]
    assert set(listed) == set(ids)
    return listed


async def test_ones_sessions_are_walked_while_more_are_booked(world: World) -> None:
    ada = await world.join("ada")
    listed = await booked_by(world, ada)

    async def book() -> None:
        advance(world, seconds=1)
        await world.book(ada)

    pages = await walked(world, "/sessions?limit=2", ada, book)
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [one["id"] for page in pages for one in page] == listed


async def test_a_walk_keeps_to_what_was_asked_for(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    matched = [await world.match(ada, cleo)]
    await world.book(ada)
    advance(world, seconds=1)
    await world.patch("/companions/me", cleo, {"maxConcurrent": 5})
    matched.append(await world.match(ada, cleo))

    async def nothing() -> None:
        pass

    for by, role in ((ada, "user"), (cleo, "companion")):
        pages = await walked(world, f"/sessions?limit=1&status=MATCHED&role={role}", by, nothing)
        assert [[one["id"] for one in page] for page in pages] == [[matched[1]], [matched[0]]]


async def test_companions_are_walked_while_others_come_online(world: World) -> None:
    ids = [(await world.companion(f"cleo{number}")).companion_id for number in range(3)]
    extra = await world.applicant("extra")
    admin = await world.admin()

    async def someone_comes_online() -> None:
        await world.ask("POST", f"/admin/companions/{extra.companion_id}/approve", admin, json={})
        await world.patch("/companions/me/online", extra, {"isOnline": True})

    pages = await walked(world, "/companions?take=1&skip=0", None, someone_comes_online, "data")
    assert [one["id"] for page in pages for one in page] == sorted(ids)


async def test_applications_are_walked_oldest_first(world: World) -> None:
    ids = []
    for number in range(3):
        advance(world, seconds=1)
        ids.append((await world.applicant(f"cleo{number}")).companion_id)
    admin = await world.admin()

    async def one_more() -> None:
        advance(world, seconds=1)
        ids.append((await world.applicant(f"cleo{len(ids)}")).companion_id)
        assert len(ids) < 9, "walking ends"

    pages = await walked(world, "/admin/companions/pending?limit=2", admin, one_more)
    assert [one["id"] for page in pages for one in page] == ids


async def test_ones_payments_are_walked(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    paid = []
    for number in range(MANY):
        advance(world, seconds=number % 2)
        paid.append((await world.end(ada, cleo))[1])

    async def nothing() -> None:
        pass

    pages = await walked(world, "/payments?limit=2", ada, nothing)
    assert [len(page) for page in pages] == [2, 2, 1]
    assert {one["id"] for page in pages for one in page} == set(paid)
    assert [one for page in pages for one in page] == await world.get("/payments", ada)


async def test_the_ratings_that_one_gave_and_received_are_walked_together(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    for number in range(MANY):
        session_id, _ = await world.end(ada, cleo)
        await world.post("/ratings", ada, {"sessionId": session_id, "overallScore": 5, "isPublic": True})
        if number % 3 == 0:
            await world.post("/ratings", cleo, {"sessionId": session_id, "overallScore": 4, "isPublic": True})
    whole = await world.get("/ratings/me", ada)
    assert {name: len(found) for name, found in whole.items()} == {"given": MANY, "received": 2}

    async def nothing() -> None:
        pass

    pages = await walked_objects(world, "/ratings/me?limit=1", ada, nothing)
    assert len(pages) == MANY
    assert {name: [one for page in pages for one in page[name]] for name in whole} == whole


async def test_the_last_page_leads_nowhere_and_an_empty_list_neither(world: World) -> None:
    ada = await world.join("ada")
    assert "link" not in (await world.ask("GET", "/sessions", ada)).headers
    await world.book(ada)
    assert "link" not in (await world.ask("GET", "/sessions?limit=1", ada)).headers
    await world.book(ada)
    assert "link" in (await world.ask("GET", "/sessions?limit=1", ada)).headers


async def test_scripts_of_websites_may_read_the_link(world: World) -> None:
    ada = await world.join("ada")
    await world.book(ada), await world.book(ada)
    answer = await world.ask("GET", "/sessions?limit=1", ada, headers={"origin": "https://app.example"})
    assert "link" in answer.headers
    exposed = {name.strip().lower() for name in answer.headers["access-control-expose-headers"].split(",")}
    assert "link" in exposed


@pytest.mark.parametrize("pages", PAGED.values(), ids=PAGED)
async def test_lists_with_pages_are_walked_too(world: World, pages: Pages) -> None:
    admin = await world.admin()
    path = await pages.filling(world, admin)
    whole = (await world.get(f"{path}?limit=100", admin))[pages.name]

    async def nothing() -> None:
        pass

    found = await walked(world, f"{path}?limit=2&page=1", admin, nothing, pages.name)
    assert [item for page in found for item in page] == whole
    assert [len(page) for page in found] == [2, 2, 1]


BAD = {
    "empty": "",
    "not base64": "%21",
    "no key": packed(),
    "not a list": base64.urlsafe_b64encode(msgpack.encode("x")).decode(),
    "no id": packed(datetime(2026, 1, 31, tzinfo=UTC)),
    "no zone": packed("2026-01-31T00:00:00", UUID(int=1)),
    "no moment": packed("yesterday", UUID(int=1)),
    "no uuid": packed(datetime(2026, 1, 31, tzinfo=UTC), "x"),
    "cut off": A_CURSOR[:-3],
    "too long": "a" * 401,
}


ADMIN_LISTS = ("companions/pending", "users", "audit-logs")
LISTS = ["/sessions", "/payments", "/ratings/me", "/companions", *(f"/admin/{name}" for name in ADMIN_LISTS)]


@frozen
class Reader:
    """An administrator, who may read every list, and their platform."""

    world: World
    admin: Person


@pytest.fixture(scope="module")
async def reader(lasting_database: Database) -> AsyncIterator[Reader]:
    """Yields a reader whom all tests of refusals share, because a list that is read changes nothing."""
    world = World.new(parts_on_postgres(lasting_database))
    async with world.http:
        yield Reader(world, await world.admin())


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("cursor", BAD.values(), ids=BAD)
async def test_a_cursor_that_is_none_is_refused(reader: Reader, path: str, cursor: str) -> None:
    await malformed(reader.world, f"{path}?cursor={cursor}", reader.admin, "cursor")


@pytest.mark.parametrize(("path", "cursor"), [("/sessions", A_RANK), ("/companions", A_CURSOR)])
async def test_a_cursor_of_another_kind_of_list_is_refused(reader: Reader, path: str, cursor: str) -> None:
    await malformed(reader.world, f"{path}?cursor={cursor}", reader.admin, "cursor")


@pytest.mark.parametrize("keys", [(True, float("nan")), (True, float("inf")), (True, 5.1), (True, -1.0), (2, 1.0)])
async def test_a_rank_that_nobody_has_is_refused(reader: Reader, keys: tuple[Any, ...]) -> None:
    await malformed(reader.world, f"/companions?cursor={packed(*keys, UUID(int=1))}", reader.admin, "cursor")


@pytest.mark.parametrize("path", ["/sessions", "/payments"])
@pytest.mark.parametrize("wrong", ["limit=0", "limit=501", "limit=x", "limit="])
async def test_pages_that_are_empty_or_too_long(reader: Reader, path: str, wrong: str) -> None:
    await malformed(reader.world, f"{path}?{wrong}", reader.admin, "limit")


@given(st.none() | AGES, st.none() | AGES)
def test_positions_in_two_lists_come_back_as_they_were(first: Position | None, second: Position | None) -> None:
    assert positions_in(written_twice((first, second))) == (first, second)


@given(AGES)
def test_a_position_by_age_comes_back_as_it_was(position: Position) -> None:
    assert position_in(written(position), BY_AGE) == position


@given(RANKS)
def test_a_position_by_rank_comes_back_as_it_was(position: Position) -> None:
    assert position_in(written(position), BY_RANK) == position


@given(st.text() | st.binary(max_size=80).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_any_text_is_a_position_or_refused(text: str) -> None:
    for kind in (BY_AGE, BY_RANK):
        try:
            position = position_in(text, kind)
        except ValidationFailed:
            continue
        assert position is not None
        assert position_in(written(position), kind) == position


@given(st.text(), AGES)
def test_the_address_of_the_next_page_stays_on_this_host_and_keeps_the_filters(path: str, position: Position) -> None:
    address = next_of(f"/{path}", "status=READY&page=3&skip=9&cursor=x&role=user", position)
    assert address is not None
    found = urlsplit(address)
    assert (found.scheme, found.netloc) == ("", "")
    assert parse_qs(found.query) == {"status": ["READY"], "role": ["user"], "cursor": [written(position)]}


def test_where_nothing_follows_no_address_is_told() -> None:
    assert next_of("/api/v1/sessions", "", None) is None
