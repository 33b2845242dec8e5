"""Replaces a user's languages."""

from collections.abc import Iterator
from typing import Annotated

from attrs import frozen

from hushroom_domain.identity.model import Proficiency, SpokenLanguage
from hushroom_domain.identity.policy import LANGUAGE, LANGUAGES
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.ids import LanguageId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Ids


@frozen
class SetLanguages:
    """Replaces a user's languages. Raises: ValidationFailed (limits, a language that comes twice), UserNotFound."""

    begin: Begin[IdentityWork]
    ids: Ids

    @frozen
    class Language:
        language: Annotated[str, LANGUAGE]
        proficiency: Proficiency
        is_preferred: bool = False

    @frozen
    class Command(ValidatedInput):
        user_id: UserId
        languages: "Annotated[tuple[SetLanguages.Language, ...], LANGUAGES]"

        def conflicts(self) -> Iterator[FieldProblem]:
            seen = set[str]()
            for position, item in enumerate(self.languages):
                name = item.language.casefold()
                if name in seen:
                    yield FieldProblem(f"languages.{position}.language", "comes twice")
                seen.add(name)

    async def __call__(self, command: Command) -> tuple[SpokenLanguage, ...]:
        spoken = tuple(self._spoken(command.user_id, item) for item in command.languages)
        async with self.begin() as work:
            await work.users.lock(command.user_id)
            await work.users.replace_languages(command.user_id, spoken)
        return spoken

    def _spoken(self, user_id: UserId, item: Language) -> SpokenLanguage:
        return SpokenLanguage(
            id=LanguageId(self.ids.new()),
            user_id=user_id,
            language=item.language,
            proficiency=item.proficiency,
            is_preferred=item.is_preferred,
        )
