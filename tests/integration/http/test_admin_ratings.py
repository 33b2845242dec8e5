"""The ratings and contract templates of the platform, as administrators read and filter them."""

from datetime import timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from attrs import frozen

from tests.integration.http.office import Office, rows_of, told
from tests.integration.http.world import Person, World

GAP = timedelta(minutes=5)
PAGE = {"page": 1, "limit": 20, "totalPages": 1, "totalIsCapped": False}


@frozen
class Rated:
    """A platform with two ratings: a private one without words, and five minutes later a public one with a comment."""

    world: World
    admin: Person
    seeker: Person
    companion: Person
    other: Person
    first: str
    second: str

    async def scores(self, **query: str) -> list[int]:
        """Returns the overall scores that a search finds."""
        found = await self.world.get(f"/admin/ratings?{urlencode(query)}", self.admin)
        assert found["total"] == len(found["ratings"])
        return [one["overallScore"] for one in found["ratings"]]


@pytest.fixture
async def rated(world: World) -> Rated:
    seeker, other = await world.join("sam"), await world.join("other")
    companion = await world.companion("cleo")
    first, _ = await world.end(seeker, companion)
    await world.post("/ratings", companion, {"sessionId": first, "overallScore": 2})
    second, _ = await world.ready(other, companion)
    await world.set_goal(other, second)
    await world.step(other, second, "start", "end")
    praise = {"sessionId": second, "overallScore": 5, "communication": 4, "comment": "Calm", "isPublic": True}
    world.clock.advance(GAP)
    await world.post("/ratings", other, praise)
    return Rated(world, await world.admin(), seeker, companion, other, first, second)


async def test_all_ratings_are_listed_newest_first_private_ones_too(rated: Rated) -> None:
    found = await rated.world.get("/admin/ratings", rated.admin)
    newest, oldest = found.pop("ratings")
    assert found == {**PAGE, "total": 2}
    assert (newest["sessionId"], newest["overallScore"], newest["communication"]) == (rated.second, 5, 4)
    assert (newest["comment"], newest["isPublic"], oldest["comment"], oldest["isPublic"]) == ("Calm", True, None, False)
    assert (newest["rater"]["email"], newest["ratedUser"]["email"]) == ("other@example.com", "cleo@example.com")
    assert (oldest["rater"]["email"], oldest["ratedUser"]["email"]) == ("cleo@example.com", "sam@example.com")
    assert newest["goal"] == {"title": "Finish the chapter"}


async def test_ratings_are_found_by_session_person_stars_comment_and_time(rated: Rated) -> None:
    assert await rated.scores(sessionId=rated.first) == [2]
    assert await rated.scores(userId=rated.companion.id) == [5, 2]
    assert await rated.scores(userId=rated.seeker.id) == [2]
    assert await rated.scores(userId=rated.admin.id) == []
    assert await rated.scores(minScore="3") == [5]
    assert await rated.scores(maxScore="2") == [2]
    assert await rated.scores(minScore="3", maxScore="4") == []
    assert await rated.scores(hasComment="true") == [5]
    assert await rated.scores(hasComment="false", userId=rated.companion.id) == [2]
    (newest, oldest) = (await rated.world.get("/admin/ratings", rated.admin))["ratings"]
    assert await rated.scores(since=newest["createdAt"]) == [5]
    assert await rated.scores(before=newest["createdAt"]) == [2]
    assert await rated.scores(since=oldest["createdAt"], before=newest["createdAt"]) == [2]


@pytest.mark.parametrize(
    "query",
    [
        "ratings?minScore=0", "ratings?maxScore=6", "ratings?userId=x", "ratings?hasComment=maybe", "ratings?since=now",
        "ratings?before=2026-01-31T09:30:00", "contract-templates?sessionType=NAP",
    ],
)  # fmt: skip
async def test_a_filter_that_means_nothing_is_refused(rated: Rated, query: str) -> None:
    assert (await rated.world.ask("GET", f"/admin/{query}", rated.admin)).status_code == 400


async def test_times_at_the_ends_of_the_calendar_find_everything_or_nothing(rated: Rated) -> None:
    assert await rated.scores(since="0001-01-01T00:00:00+14:00", before="9999-12-31T23:59:59-14:00") == [5, 2]


async def test_contract_templates_are_listed_with_the_number_of_contracts_from_them(rated: Rated) -> None:
    world = rated.world
    before = await world.get("/admin/contract-templates", rated.admin)
    offered = await world.get("/contracts/templates", rated.seeker)
    assert [{name: one[name] for name in offered[0]} for one in before] == offered
    chosen = before[3]
    session = await world.book(rated.other)
    await world.post("/contracts", rated.other, {"sessionId": session, "templateId": chosen["id"]})
    after = await world.get(f"/admin/contract-templates?sessionType={chosen['sessionType']}", rated.admin)
    assert {one["sessionType"] for one in after} == {chosen["sessionType"]}
    counts = {one["id"]: one["contracts"] for one in before if one["sessionType"] == chosen["sessionType"]}
    assert {one["id"]: one["contracts"] for one in after} == {**counts, chosen["id"]: chosen["contracts"] + 1}


async def test_the_page_of_ratings_shows_stars_people_and_words(office: Office) -> None:
    text = told(await office.open("/admin/ratings"))
    for words in ("4 of 5 stars", "Communication: 5", "sam", "cleo", "Calm <b>"):
        assert words in text
    for path in ("/admin/users/{user}", "/admin/sessions/{session}"):
        assert f'href="{office.path(path)}"' in (await office.open("/admin/ratings")).text
        kind = "person" if "user" in path else "session"
        assert f'href="/admin/ratings?{kind}={path_end(office.path(path))}"' in (await office.open(path)).text


async def test_the_page_of_ratings_is_filtered_by_day_in_the_readers_zone(office: Office) -> None:
    await office.world.patch("/users/me", office.admin, {"timezone": "Asia/Tokyo"})
    today = office.world.clock.now().astimezone(ZoneInfo("Asia/Tokyo")).date()
    before, after = str(today - timedelta(days=1)), str(today + timedelta(days=1))
    assert rows_of(await office.open("/admin/ratings", None, **{"from": str(today), "to": str(today)})) == 1
    assert rows_of(await office.open("/admin/ratings", None, **{"from": after})) == 0
    assert rows_of(await office.open("/admin/ratings", to=before)) == 0
    outside = await office.open("/admin/ratings", None, **{"from": "0001-01-01"})
    assert (outside.status_code, "First day: " in told(outside)) == (422, True)
    nothing = await office.open("/admin/ratings", comment="without")
    assert "No rating matches these filters." in told(nothing)


async def test_the_page_of_contract_templates_is_in_the_readers_language(office: Office) -> None:
    assert "Standard focus" in told(await office.open("/admin/contract-templates", type="FOCUS"))
    await office.world.patch("/users/me", office.admin, {"preferredLanguage": "fr"})
    text = told(await office.open("/admin/contract-templates", type="FOCUS"))
    assert "Modèles de contrat" in text
    assert "Standard focus" not in text


def path_end(path: str) -> str:
    """Returns the id at the end of an address."""
    return path.rpartition("/")[2]
