"""The binary rows of generated people and visits are those of their entities, byte by byte."""

from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve

from hushroom_adapters.local.seeding import history, money, people
from hushroom_adapters.local.seeding.generators import Kind, Scale
from hushroom_adapters.local.seeding.people_rows import COMPANIONS, LANGUAGES, PASSWORDS, SLOTS, USERS, PeopleRows
from hushroom_adapters.local.seeding.visit_rows import (
    CONTRACTS,
    GOALS,
    PAYMENTS,
    POSTINGS,
    RATINGS,
    SESSIONS,
    VisitRows,
)
from hushroom_adapters.local.seeding.visits import Visit, reputations, visits
from hushroom_adapters.postgres.core.binary_rows import RowLayout
from hushroom_domain.companions.model import CompanionMode
from hushroom_domain.contracts.model import ContractTemplate, SessionType
from hushroom_domain.identity.model import PasswordCredential
from tests.support.builders import a_contract, an_id

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SCALE = Scale(companions=200, users=80, sessions=1_500, now=NOW)
TEMPLATES = {
    kind: ContractTemplate(
        id=an_id(),
        name="A template",
        description="With rules",
        session_type=kind,
        mode=CompanionMode.MODERATE,
        rules=a_contract(session_id=an_id()).rules,
        is_active=True,
        created_at=NOW,
        updated_at=NOW,
    )
    for kind in SessionType
}
PAST = list(visits(SCALE))
ENTITIES: dict[RowLayout[Any], list[Any]] = {
    SESSIONS: [history.session(SCALE, visit) for visit in PAST],
    GOALS: [history.goal(visit) for visit in PAST],
    CONTRACTS: [history.contract(visit, TEMPLATES) for visit in PAST],
    PAYMENTS: [money.payment(SCALE, visit) for visit in PAST],
    POSTINGS: [posting for visit in PAST for posting in money.ledger(SCALE, visit)],
    RATINGS: [rating for visit in PAST for rating in history.ratings(SCALE, visit)],
}


@pytest.fixture(scope="module")
def written() -> dict[RowLayout[Any], list[bytes]]:
    rows = VisitRows(SCALE, TEMPLATES)
    return {layout: list(found) for layout, found in rows.of_tables([rows.fields_of(visit) for visit in PAST])}


@pytest.mark.parametrize("layout", ENTITIES, ids=lambda layout: layout.mapper.table.name)
def test_the_rows_of_visits(layout: RowLayout[Any], written: dict[RowLayout[Any], list[bytes]]) -> None:
    assert written[layout] == [layout.row(entity) for entity in ENTITIES[layout]]


def test_the_rows_of_users_and_of_their_passwords() -> None:
    seekers = [people.seeker(SCALE, number) for number in range(SCALE.users)]
    others = [people.companion_user(SCALE, number) for number in range(SCALE.companions)]
    assert list(PeopleRows(SCALE, "hash").users()) == [USERS.row(user) for user in seekers + others]
    passwords = [
        PasswordCredential(user_id=user.id, password_hash="hash", changed_at=user.created_at)
        for user in seekers + others
    ]
    assert list(PeopleRows(SCALE, "hash").passwords()) == [PASSWORDS.row(one) for one in passwords]


def test_the_rows_of_companions_end_with_what_a_trigger_would_write() -> None:
    stats = list(reputations(visits(SCALE)))
    rows = list(PeopleRows(SCALE, "hash").companions(stats))
    assert len(rows) == SCALE.companions
    for number, row in enumerate(rows):
        profile = evolve(people.companion(SCALE, number), stats=stats[number])
        entity = COMPANIONS.row(profile)
        assert row.startswith(entity)
        listing = row[len(entity) :]
        assert people.handle_of(Kind.COMPANION_USER, number).encode() in listing
        assert listing.endswith(bytes((profile.is_approved,)))


def test_the_rows_of_languages_and_hours() -> None:
    rows, numbers = PeopleRows(SCALE, "hash"), range(SCALE.companions)
    assert list(rows.languages()) == [
        LANGUAGES.row(one) for number in numbers for one in people.languages(SCALE, number)
    ]
    assert list(rows.slots()) == [SLOTS.row(one) for number in numbers for one in people.slots(SCALE, number)]


def test_the_sample_meets_every_kind_of_visit() -> None:
    def kinds(visit: Visit) -> set[object]:
        return {history.type_of(visit), visit.minutes, visit.is_achieved, visit.scores is None, visit.answer}

    assert len(set().union(*map(kinds, PAST))) >= len(SessionType) + 4 + 2 + 4
