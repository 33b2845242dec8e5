"""No caller of a use case or of a query port stores or asks for more than the declared limits allow."""

import asyncio
from datetime import date, timedelta
from types import NoneType
from typing import Annotated, Any, get_args, get_type_hints

import attrs
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from hushroom_domain.availability.use_cases.set_availability import SetAvailability
from hushroom_domain.companions.use_cases.update_companion import UpdateCompanion
from hushroom_domain.contracts.model import Rule
from hushroom_domain.contracts.use_cases.create_contract import CreateContract
from hushroom_domain.goals.use_cases.set_goal import SetGoal
from hushroom_domain.identity.use_cases.register_by_provider import RegisterByProvider
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.identity.use_cases.verify_age import VerifyAge
from hushroom_domain.payments.ports import Notice
from hushroom_domain.sessions.use_cases.book_session import BookSession
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_domain.shared.inputs import DeclaredInput, ValidatedInput, is_endless, plan_of
from hushroom_domain.shared.limits import BoundedElsewhere, Items
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.paging import Window
from tests.support.builders import NOW, an_id
from tests.support.entrances import COMMANDS, ENTRANCES, INPUTS, Entrance, ports, use_cases
from tests.support.hypothesis_profiles import examples_divided_by
from tests.support.inputs import broken_fields, largest, valid, with_fields
from tests.support.worlds import World, a_world

SECRET = "a secret that a surface derives; its digest is stored"
PROVIDER = "a provider's word, which is compared and never stored"
UNBOUNDED = {
    "Authenticate.token": "a token is verified and never stored",
    "AuthenticateBrowser.secret": "a token is verified and never stored",
    "AuthenticateBrowser.unused.secret": "a token is verified and never stored",
    "Authenticate.claimant.token": "a token is verified and never stored",
    "Authenticate.seconds_left.token": "a token is verified and never stored",
    "ChangePasswordInBrowser.following": SECRET,
    "EraseUser.deleted_at": "the event of a deleted account",
    "DeleteUnusedAvatar.name": "a name of the program",
    "DeleteCustomer.customer_id": "the provider's id, from the database",
    "ReplaceAvatar.data": "refused when it is longer than a policy allows; the web reads no longer bodies",
    "RegisterInBrowser.following": SECRET,
    "BroadcastChange.compose": "a function of the domain",
    "BroadcastChange.event": "an event of the domain",
    "NotifyUsers.draw": "a function of the domain",
    "NotifyUsers.event": "an event of the domain",
    "NotifyDevices.at": "the event of a session",
    "SendPush.due": "an event of the domain",
    "PassMilestone.percent": "the event of a milestone",
    "LeaveSessions.at": "the event of a closed account",
    "ProcessNotice.notice_id": PROVIDER,
    "ReadFreeTimes.companions": "the rows of one page",
    "ReadFreeTimes.span": "a week, or the time of one session: a page makes it",
    "ReceiveRoomNotice.room_name": PROVIDER,
    "RecordDownload.filters": "the filters of a list, which its search has checked",
    "RecordDownload.name": "a name of the program",
    "RefreshVerification.session_id": PROVIDER,
    "ReleaseHold.intent_id": PROVIDER,
    "RepeatEnrolment.challenge": "looked up by its digest, and kept nowhere",
    "RepeatEnrolment.secret": "compared with the secret that is stored, and kept nowhere",
    "RepeatTotpEnrolment.secret": "compared with the secret that is stored, and kept nowhere",
}
"""The parameters of use cases that have neither a limit nor an end, and the reason."""
BY_USE_CASES = "asked by use cases alone, about rows that they have read"
BY_PAGES = "asked by pages alone, with the time of the clock and a constant"
UNBOUNDED_QUERIES = {
    "CompanionQueries.favourites_among.companions": "the rows of one page",
    "DeviceQueries.of.now": "asked with the time of the clock alone",
    "MatchingQueries.offers.companions": BY_USE_CASES,
    "MatchingQueries.calendars.companions": BY_USE_CASES,
    "NotificationQueries.since.position": "a position has as many keys as its list has",
    "MediaQueries.without_room.session_ids": BY_USE_CASES,
    "SessionQueries.coming_up.rated_after": BY_PAGES,
    "ViewerQueries.browser.digest": BY_USE_CASES,
    "ViewerQueries.browser.now": BY_USE_CASES,
    "SessionQueries.coming_up.take": BY_PAGES,
}
"""The parameters of query ports that have neither a limit nor an end, and the reason."""
HELD_ELSEWHERE = {
    (Notice, "payload"): "the largest body that the webhook reads",
    (Window, "after"): "a position has as many keys as its list has",
}
LATE = {
    (RegisterUser.Command, "date_of_birth"): st.dates(min_value=NOW.date() + timedelta(days=1)),
    (RegisterByProvider.Command, "date_of_birth"): st.dates(min_value=NOW.date() + timedelta(days=1)),
    (VerifyAge.Command, "date_of_birth"): st.dates(max_value=date(1890, 1, 1)),
    (BookSession.Command, "scheduled_at"): st.timedeltas(
        min_value=timedelta(days=366), max_value=timedelta(days=10_000)
    ).map(NOW.__add__),
}
"""The inputs that a use case validates together with what only the use case knows, and values that it refuses."""


FIELDS = [
    pytest.param(kind, name, path, values, id=f"{where}-{path}")
    for where, kind in INPUTS
    for name, (path, values) in broken_fields(kind)
    if not values.is_empty
]


def kept(world: World) -> dict[str, tuple[Any, ...]]:
    tables = world.platform.store.tables
    return {one.name: tuple(getattr(tables, one.name).values()) for one in attrs.fields(type(tables))}


def test_every_parameter_of_a_use_case_has_an_end_or_a_reason_to_have_none() -> None:
    parameters = [
        (f"{entrance.name}.{key}", hint) for entrance in ENTRANCES for key, hint in entrance.parameters.items()
    ]
    assert {name for name, hint in parameters if is_endless(hint)} == UNBOUNDED.keys()
    assert len(COMMANDS) > 30


def test_every_parameter_of_a_query_port_has_an_end_or_a_reason_to_have_none() -> None:
    assert {f"{method}.{key}" for method, key, hint in ports() if is_endless(hint)} == UNBOUNDED_QUERIES.keys()


def test_every_input_is_valid_as_soon_as_it_exists_unless_its_use_case_knows_more() -> None:
    late = {kind for _, kind in INPUTS if not issubclass(kind, ValidatedInput)}
    assert late == {kind for kind, _ in LATE}


def test_every_limit_that_other_code_holds_is_proven_or_explained() -> None:
    elsewhere = {
        (kind, field.name)
        for _, kind in INPUTS
        for field in plan_of(kind)
        if any(isinstance(limit, BoundedElsewhere) for limit in field.limits)
    }
    assert elsewhere == LATE.keys() | HELD_ELSEWHERE.keys()


@pytest.mark.parametrize("kind", [kind for _, kind in INPUTS], ids=lambda kind: kind.__qualname__)
def test_an_input_within_its_limits_is_taken(kind: Any) -> None:
    valid(kind).validate()


@pytest.mark.parametrize("kind", [kind for _, kind in INPUTS], ids=lambda kind: kind.__qualname__)
@pytest.mark.parametrize("value", [None, object()], ids=["none", "another type"])
def test_a_value_of_another_type_is_refused_as_well(kind: Any, value: Any) -> None:
    hints = get_type_hints(kind, include_extras=True)
    for field in plan_of(kind):
        for limit in field.limits:
            # The type checker alone sees to the types of lists and their items.
            if not isinstance(limit, BoundedElsewhere | Items):
                is_allowed = value is None and NoneType in get_args(get_args(hints[field.name])[0])
                assert refused_fields(kind, **{field.name: value}) == (set() if is_allowed else {field.path})


@pytest.mark.parametrize("kind", [kind for _, kind in INPUTS], ids=lambda kind: kind.__qualname__)
def test_the_largest_value_is_taken(kind: Any) -> None:
    hints = get_type_hints(kind, include_extras=True)
    for field in plan_of(kind):
        for limit in field.limits:
            refused = refused_fields(kind, **{field.name: largest(limit, hints[field.name])})
            # Equal items may contradict each other, but they are not too many.
            assert field.path not in refused


@pytest.mark.parametrize(("kind", "name", "path", "values"), FIELDS)
def test_a_value_beyond_a_limit_is_refused_with_its_field_and_never_stored(
    kind: Any, name: str, path: str, values: SearchStrategy[Any]
) -> None:
    world = a_world()
    before = kept(world)

    @examples_divided_by(3)
    @given(values)
    def refused(value: Any) -> None:
        with pytest.raises(ValidationFailed) as refusal:
            attempt(world, kind, **{name: value})
        assert path in {problem.field for problem in refusal.value.problems}

    refused()
    assert kept(world) == before


@pytest.mark.parametrize(("kind", "name"), LATE, ids=lambda part: getattr(part, "__qualname__", part))
def test_a_value_that_only_a_use_case_can_judge_is_refused_likewise(kind: Any, name: str) -> None:
    world = a_world()
    before = kept(world)

    @given(LATE[kind, name])
    def refused(value: Any) -> None:
        with pytest.raises(ValidationFailed):
            attempt(world, kind, **{name: value})

    refused()
    assert kept(world) == before


async def call_of(entrance: Entrance, made: DeclaredInput) -> None:
    await entrance.call(made)


def refused_fields(kind: Any, **fields: Any) -> set[str]:
    try:
        with_fields(kind, **fields).validate()
    except ValidationFailed as refusal:
        return {problem.field for problem in refusal.problems}
    return set()


def attempt(world: World, kind: Any, **fields: Any) -> None:
    """Makes an input, and gives it to its use case where it has one."""
    made = with_fields(kind, **fields)
    for entrance in use_cases(world.app):
        if kind in entrance.inputs:
            asyncio.run(call_of(entrance, made))


def test_all_fields_beyond_their_limits_are_named_at_once() -> None:
    with pytest.raises(ValidationFailed) as refusal:
        with_fields(SetGoal.Command, title="", description="x" * 5_001, success_criteria=(), keywords=("x" * 51,))
    named = {problem.field: problem.message for problem in refusal.value.problems}
    assert named == {
        "title": "must be at least 3 characters long",
        "description": "must be at most 5000 characters long",
        "successCriteria": "must be a list of 1 to 20 items",
        "keywords.0": "must be at most 50 characters long",
    }
    assert refusal.value.code == "request.invalid"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"bio": "x" * 1_000_000}, "bio: must be at most 2000 characters long"),
        ({"expertise_tags": ("focus",) * 500}, "expertiseTags: must be a list of at most 30 items"),
        ({"max_concurrent": 99}, "maxConcurrent: must be a whole number from 1 to 5"),
        ({"max_concurrent": 0}, "maxConcurrent: must be a whole number from 1 to 5"),
        ({"base_rate": Money(1_000_01)}, "baseRate: must be at most 1000"),
        ({"base_rate": Money(0)}, "baseRate: must be more than 0"),
    ],
)
async def test_a_companion_keeps_its_profile_when_a_change_is_beyond_a_limit(
    world: World, changes: dict[str, Any], words: str
) -> None:
    companion = await world.companion()
    with pytest.raises(ValidationFailed, match=f"^{words}$"):
        await world.app.companions.update(UpdateCompanion.Command(user_id=companion.user_id, **changes))
    assert await world.profile(companion) == companion


@pytest.mark.parametrize("minutes", [14, 121, 10_000])
async def test_a_session_of_another_length_is_not_booked(world: World, minutes: int) -> None:
    seeker = await world.seeker()
    words = "^plannedDuration: must be a whole number from 15 to 120; scheduledAt: must be within a year$"
    with pytest.raises(ValidationFailed, match=words):
        await world.booked(seeker, planned_minutes=minutes, scheduled_at=NOW + timedelta(days=400))
    assert not tuple(world.platform.store.tables.sessions.values())


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        (Rule("x" * 2_001), "rules.0.description"),
        (Rule("Rest", max_minutes=24 * 60 + 1), "rules.0.maxMinutes"),
        (Rule("Rest", topics=("x",) * 51), "rules.0.topics"),
    ],
)
async def test_terms_beyond_a_limit_make_no_contract(world: World, rule: Rule, path: str) -> None:
    seeker = await world.seeker()
    session = await world.booked(seeker)
    terms: dict[str, Any] = {"user_id": seeker.id, "session_id": session.id, "rules": (rule,)}
    with pytest.raises(ValidationFailed) as refusal:
        await world.app.contracts.create(CreateContract.Command(**terms))
    assert [problem.field for problem in refusal.value.problems] == [path]
    assert not tuple(world.platform.store.tables.contracts.values())


def test_a_list_that_is_far_too_long_is_refused_with_few_words() -> None:
    with pytest.raises(ValidationFailed) as refusal:
        SetAvailability.Command(an_id(), (with_fields(SetAvailability.Hours, end_time=None),) * 201)
    assert [problem.field for problem in refusal.value.problems] == ["slots"]
    with pytest.raises(ValidationFailed) as refusal:
        RuleList((Rule("\0"),) * 200)
    assert len(refusal.value.problems) == 100


@frozen
class RuleList(ValidatedInput):
    rules: Annotated[tuple[Rule, ...], Items(max=1_000)]


@frozen
class Endless(ValidatedInput):
    note: str


def test_a_field_without_an_end_needs_a_limit() -> None:
    with pytest.raises(AssertionError, match=r"Endless.note needs a limit"):
        Endless("anything")
