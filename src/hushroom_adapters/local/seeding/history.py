"""The entities of a visit: its session, goal, contract and ratings."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from hushroom_adapters.local.seeding.generators import Kind, Scale, made_up_id
from hushroom_adapters.local.seeding.people import companion_id, companion_user_id, seeker_id, terms_of
from hushroom_adapters.local.seeding.traits import WORKS
from hushroom_adapters.local.seeding.visits import RATED_AFTER, Visit
from hushroom_domain.contracts.model import Contract, ContractTemplate, SessionType
from hushroom_domain.goals.model import Goal
from hushroom_domain.ratings.model import Rating, Scores
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionEndedBy, SessionStatus
from hushroom_domain.shared.ids import ContractId, GoalId, RatingId, SessionId, UserId
from hushroom_domain.shared.money import Money

BOOKED_BEFORE = timedelta(minutes=30)
MATCHED_AFTER, ACCEPTED_AFTER = timedelta(minutes=5), timedelta(minutes=10)
TYPES = tuple(SessionType)


def type_of(visit: Visit) -> SessionType:
    return TYPES[visit.number % len(TYPES)]


def booked_at(visit: Visit) -> int:
    """Returns the second since 1970 at which the session was booked."""
    return visit.second - BOOKED_BEFORE.seconds


def session_id(visit: Visit) -> SessionId:
    return SessionId(made_up_id(Kind.SESSION, visit.number, booked_at(visit)))


def session(scale: Scale, visit: Visit) -> Session:
    booked, terms = visit.start - BOOKED_BEFORE, terms_of(visit.companion)
    return Session(
        id=session_id(visit),
        seeker_id=seeker_id(scale, visit.seeker),
        companion_id=companion_id(scale, visit.companion),
        companion_user_id=companion_user_id(scale, visit.companion),
        type=type_of(visit),
        status=SessionStatus.COMPLETED,
        planned_minutes=visit.minutes,
        matched_at=booked + MATCHED_AFTER,
        agreed_rate=Money(terms.hourly),
        agreed_tier=terms.tier,
        seeker_ready_at=visit.start,
        companion_ready_at=visit.start,
        started_at=visit.start,
        ended_at=visit.end,
        ended_by=SessionEndedBy.SEEKER,
        room_name=f"session-{session_id(visit)}",
        created_at=booked,
        updated_at=visit.end,
    )


def goal(visit: Visit) -> Goal:
    title, description, criterion, keyword = WORKS[visit.number % len(WORKS)]
    return Goal(
        id=GoalId(made_up_id(Kind.GOAL, visit.number, booked_at(visit))),
        session_id=session_id(visit),
        title=title,
        description=description,
        success_criteria=(criterion,),
        keywords=(keyword,),
        is_achieved=visit.is_achieved,
        created_at=visit.start - BOOKED_BEFORE,
        updated_at=visit.end,
    )


def contract(visit: Visit, templates: Mapping[SessionType, ContractTemplate]) -> Contract:
    """Returns a contract that both accepted, from the template of the session's type."""
    template = templates[type_of(visit)]
    booked = visit.start - BOOKED_BEFORE
    return Contract(
        id=ContractId(made_up_id(Kind.CONTRACT, visit.number, booked_at(visit))),
        session_id=session_id(visit),
        template_id=template.id,
        mode=template.mode,
        rules=template.rules,
        accepted_by_user=True,
        accepted_by_companion=True,
        accepted_at=booked + ACCEPTED_AFTER,
        created_at=booked,
        updated_at=booked + ACCEPTED_AFTER,
    )


def ratings(scale: Scale, visit: Visit) -> Iterator[Rating]:
    seeker, companion = seeker_id(scale, visit.seeker), companion_user_id(scale, visit.companion)
    if visit.scores is not None:
        yield _rating(visit, Kind.SEEKERS_RATING, seeker, companion, visit.scores)
    if visit.answer is not None:
        yield _rating(visit, Kind.COMPANIONS_RATING, companion, seeker, Scores(overall=visit.answer))


def rated_second(visit: Visit) -> int:
    """Returns the second since 1970 at which both rated."""
    return visit.second + visit.minutes * 60 + RATED_AFTER.seconds


def _rating(visit: Visit, kind: Kind, rater: UserId, rated: UserId, scores: Scores) -> Rating:
    return Rating(
        id=RatingId(made_up_id(kind, visit.number, rated_second(visit))),
        session_id=session_id(visit),
        rater_id=rater,
        rated_user_id=rated,
        scores=scores,
        created_at=visit.rated_at,
    )
