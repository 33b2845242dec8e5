"""Every query runs the same number of statements for a hundred rows as for one."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, cast

import pytest
from attrs import fields

from hushroom_adapters.postgres.core.database import Database
from hushroom_domain.administration.model import RatingSearch
from hushroom_domain.administration.queries import AuditSearch, UserSearch
from hushroom_domain.application import Queries
from hushroom_domain.companions.queries import CompanionSearch
from hushroom_domain.matching.model import CandidateSearch
from hushroom_domain.queries import UseCaseQueries
from hushroom_domain.shared.paging import Window
from hushroom_domain.shared.participants import ParticipantRole
from tests.support.builders import NOW, a_refresh_token, an_id
from tests.support.contracts.storage import PostgresStorage, Storage, as_admin, postgres_storage
from tests.support.counting import CountingDatabase
from tests.support.large_lists import fill

ALL = Window(take=100)


QUESTIONS: dict[str, Callable[[PostgresStorage, dict[str, Any]], Awaitable[object]]] = {
    "viewers.viewer": lambda v, ids: v.asked.viewers.viewer(ids["user"]),
    "viewers.viewer of a sign-in": lambda v, ids: v.asked.viewers.viewer(ids["user"], ids["sign_in"]),
    "viewers.browser": lambda v, _: v.asked.viewers.browser("a digest", NOW),
    "users.profile of a sign-in": lambda v, ids: v.queries.users.profile(ids["user"], ids["sign_in"]),
    "companions.own of a sign-in": lambda v, ids: v.queries.companions.own(ids["user"], ids["sign_in"]),
    "users.passkeys": lambda v, ids: v.queries.users.passkeys(ids["user"]),
    "devices.of": lambda v, ids: v.queries.devices.of(ids["user"], NOW),
    "users.identities": lambda v, ids: v.queries.users.identities(ids["user"]),
    "users.second_factors": lambda v, ids: v.queries.users.second_factors(ids["user"]),
    "recoveries.open": lambda v, _: v.queries.recoveries.open(NOW),
    "users.profile": lambda v, ids: v.queries.users.profile(ids["user"]),
    "users.languages": lambda v, ids: v.queries.users.languages(ids["user"]),
    "companions.own": lambda v, ids: v.queries.companions.own(ids["user"]),
    "companions.card": lambda v, ids: v.queries.companions.card(ids["companion"], None),
    "companions.search": lambda v, _: v.queries.companions.search(CompanionSearch(), ALL),
    "companions.pending": lambda v, _: v.queries.companions.pending(ALL),
    "availability.of_user": lambda v, ids: v.queries.availability.of_user(ids["user"]),
    "availability.of_companion": lambda v, ids: v.queries.availability.of_companion(ids["companion"]),
    "goals.of_session": lambda v, ids: v.queries.goals.of_session(ids["session"], as_admin()),
    "contracts.templates": lambda v, _: v.queries.contracts.templates(None),
    "contracts.template": lambda v, _: v.queries.contracts.template(an_id()),
    "contracts.get": lambda v, ids: v.queries.contracts.get(ids["contract"], as_admin()),
    "sessions.get": lambda v, ids: v.queries.sessions.get(ids["session"], as_admin()),
    "sessions.of_user": lambda v, ids: v.queries.sessions.of_user(ids["user"], ParticipantRole.COMPANION, None, ALL),
    "sessions.in_full": lambda v, ids: v.queries.sessions.in_full(ids["session"], ids["seeker"]),
    "sessions.summaries": lambda v, ids: v.queries.sessions.summaries(ids["seeker"], ParticipantRole.SEEKER, None, ALL),
    "sessions.coming_up": lambda v, ids: v.queries.sessions.coming_up(ids["seeker"], None, NOW, 5),
    "sessions.of_contract": lambda v, ids: v.queries.sessions.of_contract(ids["contract"], as_admin()),
    "media.visitor": lambda v, ids: v.asked.media.visitor(ids["session"], ids["user"]),
    "media.without_room": lambda v, ids: v.asked.media.without_room([ids["session"]]),
    "candidates.best": lambda v, _: v.candidates.best(
        CandidateSearch(keywords=("law",), since=NOW - timedelta(days=7)), 100
    ),
    "matching.offers": lambda v, ids: v.asked.matching.offers([ids["companion"]], with_hours=True),
    "matching.wanted": lambda v, ids: v.asked.matching.wanted(ids["session"]),
    "matching.calendars": lambda v, ids: v.asked.matching.calendars([ids["companion"]]),
    "payments.get": lambda v, ids: v.queries.payments.get(ids["payment"], as_admin()),
    "payments.of_user": lambda v, ids: v.queries.payments.of_user(ids["seeker"], ALL),
    "payments.of_session": lambda v, ids: v.queries.payments.of_session(ids["session"]),
    "payments.earned": lambda v, ids: v.queries.payments.earned(ids["user"], None, ALL),
    "payments.earnings": lambda v, ids: v.queries.payments.earnings(ids["user"]),
    "ratings.of_session": lambda v, ids: v.queries.ratings.of_session(ids["session"], as_admin()),
    "ratings.of_companion": lambda v, ids: v.queries.ratings.of_companion(ids["companion"], ALL),
    "ratings.of_user": lambda v, ids: v.queries.ratings.of_user(ids["user"], ALL, ALL),
    "companions.favourites": lambda v, ids: v.queries.companions.favourites(ids["seeker"]),
    "companions.favourites_among": lambda v, ids: v.queries.companions.favourites_among(
        ids["seeker"], [ids["companion"]]
    ),
    "drift.of_session": lambda v, ids: v.queries.drift.of_session(ids["session"], ids["seeker"]),
    "moderation.filed_by": lambda v, ids: v.queries.moderation.filed_by(ids["seeker"], ALL),
    "notifications.of_user": lambda v, ids: v.queries.notifications.of_user(ids["seeker"], ALL),
    "notifications.emails": lambda v, ids: v.queries.notifications.emails(ids["seeker"]),
    "notifications.since": lambda v, ids: v.queries.notifications.since(ids["seeker"], None),
    "admin.statistics": lambda v, _: v.queries.admin.statistics(),
    "admin.users": lambda v, _: v.queries.admin.users(ALL, UserSearch("hushroom test")),
    "admin.sessions": lambda v, _: v.queries.admin.sessions(ALL, None),
    "admin.payments": lambda v, _: v.queries.admin.payments(ALL, None),
    "admin.waiting": lambda v, _: v.queries.admin.waiting(NOW),
    "admin.late_payments": lambda v, _: v.queries.admin.late_payments(NOW, 5),
    "admin.user": lambda v, ids: v.queries.admin.user(ids["user"]),
    "admin.companions": lambda v, _: v.queries.admin.companions(ALL, None),
    "admin.companion": lambda v, ids: v.queries.admin.companion(ids["companion"]),
    "admin.session": lambda v, ids: v.queries.admin.session(ids["session"]),
    "admin.payment": lambda v, ids: v.queries.admin.payment(ids["payment"]),
    "admin.refunds": lambda v, ids: v.queries.admin.refunds(ids["payment"]),
    "admin.reports": lambda v, _: v.queries.admin.reports(ALL, None),
    "admin.ratings": lambda v, _: v.queries.admin.ratings(ALL, RatingSearch()),
    "admin.templates": lambda v, _: v.queries.admin.templates(None),
    "admin.report": lambda v, _: v.queries.admin.report(an_id()),
    "admin.audit_logs": lambda v, _: v.queries.admin.audit_logs(ALL, AuditSearch()),
}
STATEMENTS = dict.fromkeys(QUESTIONS, 1)
SLICED = {"exports.slices"}
"""Queries that read through cursors, with one statement for each slice."""


async def a_full_house(kept: Storage, size: int) -> dict[str, Any]:
    seeker, user = await kept.user(), await kept.user()
    companion = await kept.companion(user)
    token = a_refresh_token(user_id=user.id)
    async with kept.begin() as work:
        await work.refresh_tokens.add(token)
    people = {"seeker": seeker.id, "user": user.id, "companion": companion.id, "sign_in": token.family_id}
    return people | await fill(kept, seeker, companion, size)


@pytest.mark.parametrize("size", [1, 100])
async def test_every_question_takes_as_many_statements_whatever_the_size(
    kept: Storage, database: Database, size: int
) -> None:
    ids = await a_full_house(kept, size)
    asked: Counter[str] = Counter()
    for name, question in QUESTIONS.items():
        counting = CountingDatabase(database)
        await question(postgres_storage(cast("Database", counting)), ids)
        asked[name] = counting.asked
    assert asked == STATEMENTS


def test_no_question_is_forgotten(kept: PostgresStorage) -> None:
    of_use_cases = {feature.name: getattr(kept.asked, feature.name) for feature in fields(UseCaseQueries)}
    of_surfaces = {feature.name: getattr(kept.queries, feature.name) for feature in fields(Queries)}
    names = {
        f"{feature}.{name}"
        for feature, queries in {**of_use_cases, **of_surfaces, "candidates": kept.candidates}.items()
        for name in dir(queries)
        if not name.startswith("_") and callable(getattr(queries, name))
    }
    assert names == {name.partition(" ")[0] for name in QUESTIONS} | SLICED
