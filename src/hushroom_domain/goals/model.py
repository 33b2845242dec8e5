"""The goal of a session, which the seeker sets and judges."""

from datetime import datetime

from attrs import evolve, frozen

from hushroom_domain.goals.events import GoalJudged
from hushroom_domain.shared.change import Change
from hushroom_domain.shared.ids import GoalId, SessionId


@frozen(kw_only=True)
class Goal:
    """The goal of one session. `is_achieved` is None until the seeker judges it."""

    id: GoalId
    session_id: SessionId
    title: str
    description: str
    success_criteria: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    is_achieved: bool | None = None
    achievement_note: str | None = None
    created_at: datetime
    updated_at: datetime

    def revised(
        self,
        *,
        title: str,
        description: str,
        success_criteria: tuple[str, ...],
        keywords: tuple[str, ...],
        now: datetime,
    ) -> "Goal":
        """Returns the goal with other texts and the same judgement; the same texts change nothing."""
        after = evolve(self, title=title, description=description, success_criteria=success_criteria, keywords=keywords)
        return self if after == self else evolve(after, updated_at=now)

    def judged(self, *, is_achieved: bool | None, note: str | None, now: datetime) -> Change["Goal"]:
        """Returns the goal with the seeker's judgement; a changed judgement is an event."""
        after = evolve(self, is_achieved=is_achieved, achievement_note=note, updated_at=now)
        changed = is_achieved != self.is_achieved
        return Change(after, (GoalJudged(self.id, self.session_id),) if changed else ())
