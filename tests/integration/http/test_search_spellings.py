"""Search over HTTP finds a word in all of its spellings."""

import pytest

from tests.integration.http.world import World, goal_body

SPELLINGS = [
    ("Été", "e\u0301te\u0301"),
    ("مُحاسبة", "محاسبه"),
    ("کتاب", "كتاب"),
    ("\u200fأدب", "ادب"),
    ("oﬃce", "\uff2fFF\uff29CE"),
]


@pytest.mark.parametrize(("kept", "typed"), SPELLINGS, ids=ascii)
async def test_a_word_is_found_however_it_is_spelled(world: World, kept: str, typed: str) -> None:
    cleo = await world.companion("cleo")
    await world.patch("/companions/me", cleo, {"expertiseTags": [kept], "bio": f"I know {kept}."})
    await world.patch("/users/me", cleo, {"displayName": f"Cleo {kept}"})
    for query in ({"q": typed}, {"q": f"cleo {typed}"}, {"expertiseTag": typed}):
        found = await world.ask("GET", "/companions", params=query)
        assert [one["id"] for one in found.json()["data"]] == [cleo.companion_id], query
    admin = await world.admin()
    users = await world.ask("GET", "/admin/users", admin, params={"search": typed})
    assert [one["id"] for one in users.json()["users"]] == [cleo.id]


@pytest.mark.parametrize(("kept", "typed"), SPELLINGS, ids=ascii)
async def test_a_goal_meets_a_tag_however_it_is_spelled(world: World, kept: str, typed: str) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    await world.patch("/companions/me", cleo, {"expertiseTags": [kept]})
    factors = []
    for keyword in (kept, typed, "unrelated"):
        booked = await world.book(ada)
        await world.post("/goals", ada, {**goal_body(booked), "keywords": [keyword, "\u200d" + keyword]})
        (match,) = await world.post("/matching/find", ada, {"sessionId": booked, "expertiseTag": typed})
        factors.append(match["breakdown"]["goalMatch"])
    assert factors[0] == factors[1] > factors[2] == 0
