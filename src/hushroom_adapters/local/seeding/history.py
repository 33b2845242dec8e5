"""The rows of a visit: its session, goal, contract and ratings."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from hushroom_adapters.local.seeding.generators import Kind, Scale, made_up_id
from hushroom_adapters.local.seeding.people import companion_id, companion_user_id, hourly_rate, seeker_id, tier_of
from hushroom_adapters.local.seeding.traits import WORKS
from hushroom_adapters.local.seeding.visits import Visit
from hushroom_domain.contracts.model import Contract, ContractTemplate, SessionType
from hushroom_domain.goals.model import Goal
from hushroom_domain.ratings.model import Rating, Scores
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionEndedBy, SessionStatus
from hushroom_domain.shared.ids import ContractId, GoalId, RatingId, SessionId, UserId
from hushroom_domain.shared.money import ZERO

BOOKED_BEFORE = timedelta(minutes=30)
TYPES = tuple(SessionType)


def type_of(visit: Visit) -> SessionType:
    return TYPES[visit.number % len(TYPES)]


def session_id(visit: Visit) -> SessionId:
    return SessionId(made_up_id(Kind.SESSION, visit.number, visit.start - BOOKED_BEFORE))


def sessions(scale: Scale, past: Iterable[Visit]) -> Iterator[Session]:
    for visit in past:
        booked = visit.start - BOOKED_BEFORE
        yield Session(
            id=session_id(visit),
            seeker_id=seeker_id(scale, visit.seeker),
            companion_id=companion_id(scale, visit.companion),
            companion_user_id=companion_user_id(scale, visit.companion),
            type=type_of(visit),
            status=SessionStatus.COMPLETED,
            planned_minutes=visit.minutes,
            matched_at=booked + timedelta(minutes=5),
            agreed_rate=sum(hourly_rate(visit.companion), start=ZERO),
            agreed_tier=tier_of(visit.companion),
            seeker_ready_at=visit.start,
            companion_ready_at=visit.start,
            started_at=visit.start,
            ended_at=visit.end,
            ended_by=SessionEndedBy.SEEKER,
            room_name=f"session-{session_id(visit)}",
            created_at=booked,
            updated_at=visit.end,
        )


def goals(past: Iterable[Visit]) -> Iterator[Goal]:
    for visit in past:
        title, description, criterion, keyword = WORKS[visit.number % len(WORKS)]
        booked = visit.start - BOOKED_BEFORE
        yield Goal(
            id=GoalId(made_up_id(Kind.GOAL, visit.number, booked)),
            session_id=session_id(visit),
            title=title,
            description=description,
            success_criteria=(criterion,),
            keywords=(keyword,),
            is_achieved=visit.is_achieved,
            created_at=booked,
            updated_at=visit.end,
        )


def contracts(past: Iterable[Visit], templates: Mapping[SessionType, ContractTemplate]) -> Iterator[Contract]:
    """Yields contracts that both accepted, from the template of the session's type."""
    for visit in past:
        template = templates[type_of(visit)]
        booked = visit.start - BOOKED_BEFORE
        accepted = booked + timedelta(minutes=10)
        yield Contract(
            id=ContractId(made_up_id(Kind.CONTRACT, visit.number, booked)),
            session_id=session_id(visit),
            template_id=template.id,
            mode=template.mode,
            rules=template.rules,
            accepted_by_user=True,
            accepted_by_companion=True,
            accepted_at=accepted,
            created_at=booked,
            updated_at=accepted,
        )


def ratings(scale: Scale, past: Iterable[Visit]) -> Iterator[Rating]:
    for visit in past:
        seeker, companion = seeker_id(scale, visit.seeker), companion_user_id(scale, visit.companion)
        if visit.scores is not None:
            yield _rating(visit, Kind.SEEKERS_RATING, seeker, companion, visit.scores)
        if visit.answer is not None:
            yield _rating(visit, Kind.COMPANIONS_RATING, companion, seeker, Scores(overall=visit.answer))


def _rating(visit: Visit, kind: Kind, rater: UserId, rated: UserId, scores: Scores) -> Rating:
    return Rating(
        id=RatingId(made_up_id(kind, visit.number, visit.rated_at)),
        session_id=session_id(visit),
        rater_id=rater,
        rated_user_id=rated,
        scores=scores,
        created_at=visit.rated_at,
    )
