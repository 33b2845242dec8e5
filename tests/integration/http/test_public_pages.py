"""The pages for everybody, over a whole application: in three languages, with their addresses, filters and errors."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from hushroom_adapters.postgres.companions.queries import PostgresCompanionQueries
from hushroom_adapters.postgres.companions.searches import CompanionSearches
from hushroom_adapters.postgres.core.bounded_searches import SearchBounds
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.settings import (
    LEGAL_PAGES,
    ArticleHead,
    InformationSettings,
    LegalText,
    crisis_lines_of_release,
)
from hushroom_http.pages.information.articles import HELP, articles
from tests.integration.http.page_client import PageClient
from tests.integration.http.platform_parts import parts_on_postgres
from tests.integration.http.world import NOWHERE, Person, World
from tests.support.counting import CountingDatabase
from tests.support.existing import existing

SITE = "http://hushroom.localhost"
PATHS = ("/", "/how-it-works", "/pricing", "/companions", "/help", "/crisis", "/status")
LEGAL_PATHS = tuple(f"/{slug}" for slug in LEGAL_PAGES)
PREFIXES = {"en": "", "fr": "/fr", "ar": "/ar"}
MOST_HTML = 40 * 1024
SLOT = {"dayOfWeek": "TUESDAY", "startTime": "09:00", "endTime": "12:00", "timezone": "UTC"}


async def page(world: World, path: str, status: int = 200, **request: Any) -> str:
    """Returns the HTML of a page."""
    answer = await world.ask("GET", f"{SITE}{path}", **request)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


def names_in(html: str) -> list[str]:
    """Returns the names in a list of companions, in their order."""
    return re.findall(r'<a href="[^"]*/companions/[0-9a-f-]{36}"><bdi>([^<]+)</bdi>', html)


async def present(world: World, name: str, rate: float, **changes: Any) -> Person:
    """Returns an approved companion who is online, under this name."""
    companion = await world.companion(name, rate)
    await world.patch("/users/me", companion, {"displayName": name.title()})
    await world.patch("/companions/me/online", companion, {"isOnline": True})
    if changes:
        await world.patch("/companions/me", companion, changes)
    return companion


@pytest.mark.parametrize("path", [*PATHS, *LEGAL_PATHS])
@pytest.mark.parametrize("code", PREFIXES)
async def test_a_public_page_is_there_in_each_language_and_names_the_others(world: World, path: str, code: str) -> None:
    html = await page(world, f"{PREFIXES[code]}{path}".rstrip("/") or "/", headers={"accept-language": "de"})
    assert f'<html lang="{code}"' in html
    assert html.count("<h1") == 1
    addresses = {one: f"{SITE}{prefix}{path}".removesuffix("/") for one, prefix in PREFIXES.items()}
    if path == "/":
        addresses["en"] = f"{SITE}/"
    links = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html))
    assert links == {**addresses, "x-default": addresses["en"]}
    assert re.findall(r'<link rel="canonical" href="([^"]+)">', html) == [addresses[code]]
    assert all(f'property="og:{name}"' in html for name in ("title", "description", "url", "image", "locale"))
    assert len(html.encode()) <= MOST_HTML


async def test_a_page_without_a_language_in_its_address_says_what_it_depends_on(world: World) -> None:
    plain = await world.ask("GET", f"{SITE}/help", headers={"accept-language": "fr"})
    assert (plain.headers["vary"], plain.headers["content-language"]) == ("Accept-Language, Cookie", "fr")
    assert f'<link rel="canonical" href="{SITE}/fr/help">' in plain.text
    named = await world.ask("GET", f"{SITE}/ar/help", headers={"accept-language": "fr"})
    assert (named.headers["vary"], named.headers["content-language"]) == ("Cookie", "ar")
    assert "set-cookie" not in plain.headers


async def test_the_map_of_the_site_lists_every_public_page_and_robots_name_it(world: World) -> None:
    sitemap = await world.ask("GET", f"{SITE}/sitemap.xml")
    listed = re.findall(r"<loc>([^<]+)</loc>", sitemap.text)
    assert len(listed) == len(set(listed))
    for address in (f"{SITE}/", f"{SITE}/fr", f"{SITE}/ar/help/paying", f"{SITE}/terms"):
        assert address in listed
    for address in listed[:: len(PREFIXES) + 1]:
        assert (await world.ask("GET", address)).status_code == 200
    robots = await world.ask("GET", f"{SITE}/robots.txt")
    assert f"Sitemap: {SITE}/sitemap.xml" in robots.text
    assert "Disallow: /account" in robots.text


@pytest.mark.parametrize("code", PREFIXES)
async def test_every_article_of_the_help_centre_is_a_page(world: World, code: str) -> None:
    for article in articles(HELP, code):
        html = await page(world, f"{PREFIXES[code]}/help/{article.slug}")
        assert "{" not in html.partition("<main")[2]
        targets = re.findall(r'href="(/[a-z]{2}/help/[^"#]+)"', html)
        assert all(target.startswith(f"{PREFIXES[code]}/") for target in targets)
    assert "Nothing" not in await page(world, f"{PREFIXES[code]}/help/nothing", 404)


async def test_the_help_centre_is_searched_in_the_readers_language(world: World) -> None:
    assert "1 article found" in await page(world, "/help?q=harassment")
    assert "/fr/help/safety" in await page(world, "/fr/help?q=HARCELEMENT")
    nothing = await page(world, "/help?q=%3Cb%3Ezebra")
    assert "No article has all of these words" in nothing
    assert "<b>zebra" not in nothing


async def test_legal_pages_mark_what_the_operator_has_not_stated(world: World) -> None:
    assert "[To be filled in by the operator: name of the operator]" in await page(world, "/terms")


async def test_the_crisis_page_shows_the_numbers_of_a_country_with_their_sources(world: World) -> None:
    chosen = await page(world, "/crisis?country=GB")
    assert 'href="tel:999"' in chosen
    assert 'href="tel:116123"' in chosen
    for one in (*crisis_lines_of_release().emergency_in("GB"), *crisis_lines_of_release().lines_in("GB")):
        assert f'href="{one.source}"' in chosen
    assert 'rel="noreferrer"' in chosen
    for asked in ("", "?country=XX", "?country=%3Cscript%3E"):
        assert "emergency number is 112" in await page(world, f"/crisis{asked}")


async def test_every_country_of_the_crisis_page_can_be_shown(world: World) -> None:
    for country in sorted(crisis_lines_of_release().countries):
        assert "tel:" in await page(world, f"/ar/crisis?country={country}")


async def test_the_status_page_tells_in_words_what_does_not_work(world: World) -> None:
    assert "Everything works." in await page(world, "/status")
    world.platform.health.sick.add("stripe")
    html = await page(world, "/status")
    assert "Something does not work right now" in html
    assert re.search(r"Payments</span><span class=\"chip now\">does not work", html)


async def test_prices_are_worked_out_to_the_cent(world: World) -> None:
    html = await page(world, "/pricing?rate=33,33&minutes=30")
    assert "€16.67" in html
    assert "€5.00" in html
    assert "€11.67" in html


@pytest.mark.parametrize(
    "query", ["rate=&minutes=30", "rate=x&minutes=30", "rate=5&minutes=9999", "rate=1e9&minutes=a"]
)
async def test_a_price_that_cannot_be_worked_out_is_told_at_its_field(world: World, query: str) -> None:
    html = await page(world, f"/pricing?{query}")
    assert "<title>Error: " in html
    assert "There is a problem" in html


async def test_companions_are_filtered_by_the_address_and_sorted(world: World) -> None:
    ada = await present(world, "ada", 40)
    await present(world, "cleo", 20, expertiseTags=["Déclaration d'impôts"])
    await world.put("/users/me/languages", ada, {"languages": [{"language": "fr", "proficiency": "native"}]})
    assert sorted(names_in(await page(world, "/companions"))) == ["Ada", "Cleo"]
    assert names_in(await page(world, "/companions?sort=price")) == ["Cleo", "Ada"]
    assert names_in(await page(world, "/companions?price=20")) == ["Cleo"]
    assert names_in(await page(world, "/companions?language=fr")) == ["Ada"]
    assert names_in(await page(world, "/companions?tag=declaration+d%27impots")) == ["Cleo"]
    assert names_in(await page(world, "/companions?q=ada&tier=STANDARD&online=yes")) == ["Ada"]
    assert names_in(await page(world, "/companions?tier=EXPERT")) == []
    assert "Nobody fits all of this" in await page(world, "/companions?tier=EXPERT")
    assert sorted(names_in(await page(world, "/"))) == ["Ada", "Cleo"]


async def test_companions_are_found_by_the_time_at_which_they_are_free(world: World) -> None:
    ada, cleo = await present(world, "ada", 40), await present(world, "cleo", 20)
    for companion in (ada, cleo):
        await world.put("/availability/me", companion, {"slots": [SLOT]})
    tuesday = world.clock.now() + timedelta(days=1)
    assert tuesday.weekday() == 1
    at_ten = f"when={tuesday:%Y-%m-%d}T10:00&minutes=60"
    assert sorted(names_in(await page(world, f"/companions?{at_ten}&zone=UTC"))) == ["Ada", "Cleo"]
    assert names_in(await page(world, f"/companions?{at_ten}&zone=Asia/Tokyo")) == []
    seeker = await world.join("sam")
    session = await world.post(
        "/sessions", seeker, {"type": "FOCUS", "scheduledAt": f"{tuesday:%Y-%m-%d}T10:00:00Z", "plannedDuration": 60}
    )
    await world.post("/matching/select", seeker, {"sessionId": session["id"], "companionId": ada.companion_id})
    assert names_in(await page(world, f"/companions?{at_ten}&zone=UTC")) == ["Cleo"]
    profile = await page(world, f"/companions/{ada.companion_id}")
    assert "09:00 to 10:00" in profile
    assert "11:00 to 12:00" in profile


@pytest.mark.parametrize(
    "query",
    [
        "price=x",
        "price=99999",
        "tier=BEST",
        "sort=worst",
        "when=soon",
        "when=2001-01-01T10:00",
        "when=2999-01-01T10:00",
        "when=2026-03-09T10:00&minutes=1000",
        "when=2026-03-09T10:00&zone=Mars/Crater",
        f"q={'x' * 300}",
        "tag=%00",
        "cursor=nonsense",
    ],
)
async def test_a_filter_that_makes_no_sense_is_told_and_kept(world: World, query: str) -> None:
    html = await page(world, f"/companions?{query}")
    assert "There is a problem" in html
    assert names_in(html) == []


async def test_a_long_list_has_pages_that_keep_the_filters(world: World) -> None:
    for number in range(22):
        await world.companion(f"person{number}", 20)
    first = await page(world, "/companions?sort=price&price=50")
    link = existing(re.search(r'rel="next" href="([^"]+)"', first))[1].replace("&amp;", "&")
    assert "sort=price" in link
    assert "price=50" in link
    second = await page(world, f"/companions{link}")
    cards = re.findall(r"/companions/([0-9a-f-]{36})", first + second)
    assert len(cards) == len(set(cards)) == 22


async def test_a_profile_has_the_words_the_price_and_the_public_ratings(world: World) -> None:
    companion = await present(world, "cleo", 30, bio="Calm <b>and</b>\nkind")
    seeker = await world.join("sam")
    session_id, _ = await world.end(seeker, companion)
    rating = {"sessionId": session_id, "overallScore": 4, "comment": "A <i>quiet</i> hour", "isPublic": True}
    await world.post("/ratings", seeker, rating)
    html = await page(world, f"/fr/companions/{companion.companion_id}")
    assert "Calm &lt;b&gt;and&lt;/b&gt;<br>kind" in html
    assert "A &lt;i&gt;quiet&lt;/i&gt; hour" in html
    assert "15,00\xa0€" in html
    assert "À tout moment" in html
    assert seeker.email not in html


async def test_only_the_card_of_a_companion_may_stand_in_a_frame_and_it_can_do_nothing(world: World) -> None:
    companion = await present(world, "cleo", 30, bio="Calm")
    profile = f"/companions/{companion.companion_id}"
    card = await world.ask("GET", f"{SITE}/ar{profile}/card")
    assert card.headers["content-language"] == "ar"
    policy = card.headers["content-security-policy"]
    for part in ("frame-ancestors *", "script-src 'none'", "form-action 'none'"):
        assert part in policy
    assert f'href="/ar{profile}" target="_blank" rel="noopener"' in card.text
    assert re.findall(r"<script|<form|<input|<iframe", card.text) == []
    for path in (profile, "/", "/login"):
        other = await world.ask("GET", f"{SITE}{path}")
        assert "frame-ancestors 'none'" in other.headers["content-security-policy"]


@pytest.mark.parametrize("name", [NOWHERE, "nobody"])
async def test_a_companion_who_is_not_offered_is_a_page_that_does_not_exist(world: World, name: str) -> None:
    await page(world, f"/companions/{name}", 404)
    await page(world, f"/companions/{name}/card", 404)
    applicant = await world.applicant("late")
    await page(world, f"/companions/{applicant.companion_id}", 404)


async def test_a_signed_in_reader_keeps_their_navigation_language_and_zone(world: World) -> None:
    companion = await present(world, "cleo", 30)
    await world.put("/availability/me", companion, {"slots": [SLOT]})
    seeker = await world.join("sam")
    await world.patch("/users/me", seeker, {"timezone": "Asia/Tokyo", "preferredLanguage": "fr"})
    browser = await PageClient.of(world).sign_in(seeker.email)
    answer = await browser.get(f"/companions/{companion.companion_id}")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert 'href="/sessions"' in answer.text
    assert "Tokyo" in answer.text
    assert "18:00 à 21:00" in answer.text
    tuesday = world.clock.now() + timedelta(days=1)
    found = await browser.get(f"/companions?when={tuesday:%Y-%m-%d}T18:00&minutes=60")
    assert names_in(found.text) == ["Cleo"]
    assert 'name="zone"' not in found.text


@pytest.fixture
async def estimating(database: Database) -> AsyncIterator[World]:
    """Yields a platform that counts up to two companions who fit, and estimates where there are more."""
    parts, executor = parts_on_postgres(database), QueryExecutor(database)
    searches = CompanionSearches(executor, SearchBounds(gathered=2))
    companions = PostgresCompanionQueries(executor, searches)
    world = World.new(evolve(parts, queries=evolve(parts.queries, companions=companions)))
    async with world.http:
        yield world


async def test_a_total_that_is_not_counted_says_about(estimating: World) -> None:
    for name in ("ada", "bea", "cleo"):
        await estimating.companion(name, 20)
    few = await page(estimating, "/companions?q=ada")
    assert "1 companion</p>" in few
    assert "About" not in few
    said = {code: await page(estimating, f"{prefix}/companions") for code, prefix in PREFIXES.items()}
    assert "About 3 companions</p>" in said["en"]
    assert "Environ 3" in said["fr"]
    answer = await estimating.get("/companions")
    assert (answer["total"], answer["totalIsEstimate"], answer["totalIsCapped"]) == (3, True, False)
    answer = await estimating.get("/companions?q=ada")
    assert (answer["total"], answer["totalIsEstimate"]) == (1, False)


@pytest.fixture
async def counted(database: Database) -> AsyncIterator[tuple[World, CountingDatabase]]:
    counting = CountingDatabase(database)
    world = World.new(parts_on_postgres(counting))  # type: ignore[arg-type] # it has what is used of a database
    async with world.http:
        yield world, counting


async def test_a_public_page_asks_few_queries_however_long_its_list_is(
    counted: tuple[World, CountingDatabase],
) -> None:
    world, database = counted
    companion = await world.companion("ada", 20)
    for number in range(5):
        await world.companion(f"person{number}", 20)
    asked = {}
    at_ten = f"when={world.clock.now() + timedelta(days=7):%Y-%m-%d}T10:00"
    for path in (
        "/",
        "/help",
        "/terms",
        "/companions",
        f"/companions?{at_ten}",
        f"/companions/{companion.companion_id}",
    ):
        before = database.asked
        await page(world, path)
        asked[path] = database.asked - before
    assert list(asked.values()) == [1, 0, 0, 1, 2, 3]


async def test_an_operator_replaces_a_legal_page_in_the_languages_that_they_wrote(world: World) -> None:
    hostile = "<script>alert(1)</script> {operator_name} {usual} {other} [help](/help) [hours](/companion/hours)"
    own = [
        LegalText(page="terms", language=code, head=ArticleHead(title=title, summary="Ours"), text=f"## 1\n\n{hostile}")
        for code, title in (("en", "House rules"), ("fr", "Règlement"))
    ]
    stated = InformationSettings(legal_texts=tuple(own), operator_name="Quiet Ltd")
    world.platform.settings = evolve(world.platform.settings, information=stated)
    english, french, arabic = [await page(world, path) for path in ("/terms", "/fr/terms", "/ar/terms")]
    assert ("House rules" in english, "not filled in" in english) == (True, False)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Quiet Ltd 30 minutes {other}" in english
    assert re.findall(r'<a href="([^"]+)">h', french) == ["/fr/help", "/companion/application"]
    assert "not available in your language" not in english
    assert 'class="article" lang="en" dir="ltr"' in arabic
    assert "30 minutes" in arabic
    assert (await page(world, "/privacy")).count("To be filled in by the operator") > 1
