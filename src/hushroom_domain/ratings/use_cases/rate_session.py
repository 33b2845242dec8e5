"""Rating the other participant of a session."""

from typing import Annotated

from attrs import frozen

from hushroom_domain.ratings.errors import NotRateable, NotRatingParticipant, RatingTooLate
from hushroom_domain.ratings.events import RatingGiven
from hushroom_domain.ratings.model import Rating, Scores
from hushroom_domain.ratings.policy import COMMENT, RATING_WINDOW
from hushroom_domain.ratings.ports import RatingWork
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import RatingId, SessionId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class RateSession:
    """Stores a participant's rating of the other one, once, within 48 hours of the end of the session.

    Raises: ValidationFailed, SessionNotFound, NotRatingParticipant, NotRateable, RatingTooLate, AlreadyRated.
    """

    begin: Begin[RatingWork]
    clock: Clock
    ids: Ids

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        rater_id: UserId
        session_id: SessionId
        scores: Scores
        comment: Annotated[str | None, COMMENT] = None
        is_public: bool = False

    async def __call__(self, command: Command) -> Rating:
        async with self.begin() as work:
            session = await work.sessions.lock(command.session_id)
            rating = self._rating(command, session)
            await work.ratings.add(rating)
            event = RatingGiven(rating_id=rating.id, session_id=session.id, rated_user_id=rating.rated_user_id)
            await work.outbox.add([event])
        return rating

    def _rating(self, command: Command, session: Session) -> Rating:
        now = self.clock.now()
        role = session.role_of(command.rater_id)
        if role is None:
            raise NotRatingParticipant
        if (
            session.status is not SessionStatus.COMPLETED
            or session.ended_at is None
            or session.companion_user_id is None
        ):
            raise NotRateable
        if now - session.ended_at > RATING_WINDOW:
            raise RatingTooLate
        return Rating(
            id=RatingId(self.ids.new()),
            session_id=session.id,
            rater_id=command.rater_id,
            rated_user_id=session.companion_user_id if role is ParticipantRole.SEEKER else session.seeker_id,
            scores=command.scores,
            comment=command.comment,
            is_public=command.is_public,
            created_at=now,
        )
