"""Change one's companion profile."""

from typing import Any

from attrs import evolve, frozen

from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.policy import BIO, TAG, clean_tags, rate_problem
from hushroom_domain.companions.ports import CompanionWork
from hushroom_domain.shared.errors import raise_for_fields
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin, Clock

CHANGEABLE = frozenset({"bio", "base_rate", "expertise_tags", "drift_enforcement", "max_concurrent"})


@frozen
class UpdateCompanion:
    """Change some fields of the caller's profile; what is already paid for keeps its price.

    Refuses with `CompanionNotFound`.
    """

    begin: Begin[CompanionWork]
    clock: Clock

    @frozen
    class Command:
        """`changes` maps field names of `Companion` to new values; only the changeable ones are allowed."""

        user_id: UserId
        changes: dict[str, Any]

    async def __call__(self, command: Command) -> Companion:
        changes = dict(command.changes)
        assert changes.keys() <= CHANGEABLE
        raise_for_fields(
            rate_problem(changes["base_rate"]) if "base_rate" in changes else None,
            BIO.problem("bio", changes.get("bio")),
            *TAG.problems("expertiseTags", changes.get("expertise_tags", ())),
        )
        if "expertise_tags" in changes:
            changes["expertise_tags"] = clean_tags(changes["expertise_tags"])
        async with self.begin() as work:
            companion = await work.companions.lock_of_user(command.user_id)
            companion = evolve(companion, **changes, updated_at=self.clock.now())
            await work.companions.save(companion)
        return companion
