"""The pages of administrators: lists and single things, and who may open them."""

import re
from enum import Enum
from html import unescape
from typing import Any

import pytest

from hushroom_adapters.postgres.core.database import Database
from hushroom_http.pages.administration.names import NAMES
from hushroom_http.pages.administration.overview import LATE
from tests.integration.http.office import FILES, Office, office_in, rows_of, told
from tests.integration.http.page_client import SITE
from tests.integration.http.platform_parts import parts_on_postgres
from tests.integration.http.world import NOWHERE, World
from tests.support.counting import CountingDatabase

READ = [
    "/admin",
    "/admin/users",
    "/admin/users/{user}",
    "/admin/users/{user}/access",
    "/admin/users/{user}/role",
    "/admin/recoveries",
    "/admin/recoveries/{recovery}",
    "/admin/companions",
    "/admin/companions/{companion}",
    "/admin/companions/{companion}/approve",
    "/admin/companions/{companion}/suspend",
    "/admin/companions/{companion}/reactivate",
    "/admin/sessions",
    "/admin/sessions/{session}",
    "/admin/payments",
    "/admin/payments/{payment}",
    "/admin/payments/{payment}/capture",
    "/admin/payments/{payment}/refund",
    "/admin/reports",
    "/admin/reports/{report}",
    "/admin/reports/{report}/decision",
    "/admin/ratings",
    "/admin/contract-templates",
    "/admin/audit",
    "/admin/audit/entries.csv",
    *FILES,
]
WRITTEN = {
    "/admin/users/{user}/access": {"state": "closed"},
    "/admin/users/{user}/role": {"role": "ADMIN"},
    "/admin/recoveries/{recovery}": {"sure": "yes"},
    "/admin/companions/{companion}/approve": {},
    "/admin/companions/{companion}/suspend": {},
    "/admin/companions/{companion}/reactivate": {},
    "/admin/payments/{payment}/capture": {},
    "/admin/payments/{payment}/refund": {"amount": "1", "reason": "ADMIN_OVERRIDE"},
    "/admin/reports/{report}/decision": {"action": "RESOLVE"},
}
MOST_STATEMENTS = 8
"""The largest number of statements of one page, the one of the reader included."""


@pytest.mark.parametrize("path", READ)
async def test_an_administrator_opens_every_page(office: Office, path: str) -> None:
    answer = await office.open(path)
    assert answer.status_code == 200, answer.text
    if not path.endswith(".csv"):
        assert answer.text.count("<h1") == 1
        assert answer.headers["cache-control"] == "private, no-cache"
        assert re.findall(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", answer.text) == []


@pytest.mark.parametrize("path", READ)
async def test_nobody_else_opens_a_page(office: Office, path: str) -> None:
    for person in (office.seeker, office.companion):
        answer = await office.open(path, person)
        assert (answer.status_code, "sam@example.com" in answer.text) == (403, False)
    asked = await office.world.ask("GET", SITE + office.path(path))
    assert (asked.status_code, asked.headers["location"].split("?")[0]) == (303, "/login")
    token = await office.world.ask("GET", SITE + office.path(path), office.admin)
    assert token.status_code == 303


@pytest.mark.parametrize("path", WRITTEN)
async def test_nobody_else_decides(office: Office, path: str) -> None:
    for person in (office.seeker, office.companion):
        assert (await office.send(path, WRITTEN[path], person)).status_code == 403


@pytest.mark.parametrize("path", [path for path in READ if "{" in path])
@pytest.mark.parametrize("wanted", [NOWHERE, "what"])
async def test_a_thing_that_does_not_exist_has_no_page(office: Office, path: str, wanted: str) -> None:
    unknown = re.sub(r"{\w+}", wanted, path)
    assert (await office.open(unknown)).status_code == 404


@pytest.mark.parametrize("path", WRITTEN)
async def test_a_thing_that_does_not_exist_is_not_decided(office: Office, path: str) -> None:
    assert (await office.send(re.sub(r"{\w+}", NOWHERE, path), WRITTEN[path])).status_code == 404


async def test_the_overview_says_what_waits(office: Office) -> None:
    await office.world.applicant("nell")
    text = told(await office.open("/admin"))
    assert "Reports that wait for a decision 1" in text
    assert "Applications of companions 1" in text
    assert "Payments that the provider has not answered" not in text
    office.world.gateway.faults.is_down = True
    await office.send("/admin/payments/{payment}/capture", {})
    office.world.clock.advance(LATE * 2)
    admin = await office.world.admin("early")
    late = await office.open("/admin", admin)
    assert "Payments that the provider has not answered for an hour 1" in told(late)
    assert office.path("/admin/payments/{payment}") in late.text


async def test_users_are_found_by_words_role_and_state(office: Office) -> None:
    assert rows_of(await office.open("/admin/users", search="sam@")) == 1
    assert rows_of(await office.open("/admin/users", role="ADMIN")) == 2
    assert rows_of(await office.open("/admin/users", role="COMPANION", state="active")) == 1
    nobody = await office.open("/admin/users", search="sam", state="closed")
    assert "Nobody matches" in told(nobody)
    assert 'value="sam"' in nobody.text
    assert '<option value="closed" selected>' in nobody.text


@pytest.mark.parametrize(
    ("path", "query", "words"),
    [
        ("/admin/users", {"role": "KING"}, "Role: Choose one of those listed."),
        ("/admin/users", {"state": "asleep"}, "State: Choose one of those listed."),
        ("/admin/users", {"search": "x" * 201}, "Use at most 200 characters."),
        ("/admin/users", {"cursor": "x"}, "This link to a page of the list does not work any more."),
        ("/admin/companions", {"status": "x"}, "State: Choose one of those listed."),
        ("/admin/sessions", {"status": "x"}, "State: Choose one of those listed."),
        ("/admin/payments", {"status": "x"}, "State: Choose one of those listed."),
        ("/admin/reports", {"status": "x"}, "State: Choose one of those listed."),
        ("/admin/ratings", {"session": "x"}, "Id of the session: Choose one of those listed."),
        ("/admin/ratings", {"person": "x"}, "Id of one of both people: Choose one of those listed."),
        ("/admin/ratings", {"comment": "x"}, "Comment: Choose one of those listed."),
        ("/admin/ratings", {"minScore": "6"}, "Fewest stars: "),
        ("/admin/ratings", {"maxScore": "x"}, "Most stars: "),
        ("/admin/ratings", {"from": "x"}, "First day: "),
        ("/admin/ratings", {"to": "9999-12-31"}, "Last day: "),
        ("/admin/contract-templates", {"type": "x"}, "Type of session: Choose one of those listed."),
        ("/admin/audit", {"action": "x"}, "Act: Choose one of those listed."),
        ("/admin/audit", {"actor": "x"}, "Id of the acting person: Choose one of those listed."),
        ("/admin/audit", {"entity": "x"}, "Id of what was acted upon: Choose one of those listed."),
    ],
)
async def test_a_bad_filter_is_named_and_kept(office: Office, path: str, query: dict[str, Any], words: str) -> None:
    answer = await office.open(path, **query)
    assert answer.status_code == 422
    assert words in told(answer)
    assert answer.text.count("<title>Error:") == 1


async def test_a_list_goes_on_where_the_page_before_ended(office: Office) -> None:
    for number in range(21):
        await office.world.join(f"user{number}")
    first = await office.open("/admin/users", role="USER")
    assert rows_of(first) == 20
    (address,) = re.findall(r'rel="next" href="([^"]+)"', first.text)
    second = await office.open("/admin/users" + unescape(address))
    assert "role=USER" in address
    assert rows_of(second) == 2
    assert "sam@example.com" in second.text


async def test_a_users_page_shows_what_belongs_to_them(office: Office) -> None:
    text = told(await office.open("/admin/users/{user}"))
    for words in ("sam@example.com", "Finish the chapter", "Account was made", "Newest sessions"):
        assert words in text
    companion = told(await office.open(f"/admin/users/{office.companion.id}"))
    assert "Rude <b>" in companion
    assert "Newest sessions as a companion" in companion


async def test_a_sessions_page_shows_people_steps_and_payment(office: Office) -> None:
    text = told(await office.open("/admin/sessions/{session}"))
    for words in (
        "sam@example.com",
        "Seeker",
        "cleo@example.com",
        "Companion",
        "Timeline",
        "Booked",
        "Began",
        "Ended",
        "Session began",
    ):
        assert words in text
    assert office.path("/admin/payments/{payment}") in (await office.open("/admin/sessions/{session}")).text
    assert rows_of(await office.open("/admin/sessions", status="COMPLETED")) == 1


async def test_the_audit_log_is_filtered_by_what_was_acted_upon(office: Office) -> None:
    await office.send("/admin/users/{user}/role", {"role": "COMPANION"})
    answer = await office.open("/admin/audit", entity=office.seeker.id, action="ADMIN_ACTION")
    assert rows_of(answer) == 1
    assert "role: USER → COMPANION" in told(answer)
    assert "root" in told(answer)


@pytest.mark.parametrize("kind", NAMES, ids=lambda kind: kind.__name__)
def test_every_role_status_and_act_has_a_name_of_its_own(kind: type[Enum]) -> None:
    assert NAMES[kind].keys() == set(kind)
    assert len(set(NAMES[kind].values())) == len(kind)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("path", [path for path in READ if not path.endswith(".csv")])
async def test_no_name_of_a_role_or_status_stays_english(office: Office, path: str, language: str) -> None:
    await office.world.patch("/users/me", office.admin, {"preferredLanguage": language})
    answer = await office.open(path)
    assert answer.headers["content-language"] == language
    text = f" {told(answer)} "
    longer = {name for names in NAMES.values() for name in names.values() if len(name.split()) > 1}
    assert {name for name in longer if f" {name} " in text} == set()


async def test_a_page_asks_the_database_as_often_whatever_it_shows(database: Database) -> None:
    counting = CountingDatabase(database)
    world = World.new(parts_on_postgres(counting))  # type: ignore[arg-type] # it has what is used of a database
    async with world.http:
        office = await office_in(world)
        few = await asked_by_page(office, counting)
        for number in range(5):
            other = await world.join(f"other{number}")
            await world.end(other, office.companion)
            complaint = {"reportedUserId": other.id, "reason": "Late", "description": "Again."}
            await world.post("/reports", office.seeker, complaint)
        many = await asked_by_page(office, counting)
        assert max(many.values()) <= MOST_STATEMENTS
        # The numbers of the platform on the first page are remembered for some seconds.
        assert {**many, "/admin": 0} == {**few, "/admin": 0}


async def asked_by_page(office: Office, counting: CountingDatabase) -> dict[str, int]:
    """Returns the number of statements of each page."""
    found = {}
    for path in READ:
        before = counting.asked
        await office.open(path)
        found[path] = counting.asked - before
    return found
