"""Change one's companion profile."""

from typing import Annotated

from attrs import evolve, frozen

from hushroom_domain.companions.model import Companion, CompanionMode
from hushroom_domain.companions.policy import BASE_RATE, BIO, CONCURRENT, TAGS, clean_tags
from hushroom_domain.companions.ports import CompanionWork
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.inputs import UNCHANGED, Unchanged, ValidatedInput, changes_of
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class UpdateCompanion:
    """Change some fields of the caller's profile; what is already paid for keeps its price.

    Refuses with `CompanionNotFound`.
    """

    begin: Begin[CompanionWork]
    clock: Clock

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        """New values of fields of `Companion`; None clears the bio."""

        user_id: UserId
        bio: Annotated[str | Unchanged | None, BIO] = UNCHANGED
        base_rate: Annotated[Money | Unchanged, BASE_RATE] = UNCHANGED
        expertise_tags: Annotated[tuple[str, ...] | Unchanged, TAGS] = UNCHANGED
        drift_enforcement: CompanionMode | Unchanged = UNCHANGED
        max_concurrent: Annotated[int | Unchanged, CONCURRENT] = UNCHANGED

    async def __call__(self, command: Command) -> Companion:
        changes = changes_of(command, "user_id")
        if "expertise_tags" in changes:
            changes["expertise_tags"] = clean_tags(changes["expertise_tags"])
        async with self.begin() as work:
            companion = await work.companions.lock_of_user(command.user_id)
            companion = evolve(companion, **changes, updated_at=self.clock.now())
            await work.companions.save(companion)
        return companion
