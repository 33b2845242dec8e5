"""Say which languages one speaks."""

from attrs import frozen

from hushroom_domain.identity.model import Proficiency, SpokenLanguage
from hushroom_domain.identity.policy import LANGUAGE
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.shared.errors import FieldProblem, raise_for_fields
from hushroom_domain.shared.ids import LanguageId, UserId
from hushroom_domain.shared.ports import Begin, Ids


@frozen
class SetLanguages:
    """Replace a user's languages; refuses with `ValidationFailed` when one comes twice."""

    begin: Begin[IdentityWork]
    ids: Ids

    @frozen
    class Language:
        language: str
        proficiency: Proficiency
        is_preferred: bool = False

    @frozen
    class Command:
        user_id: UserId
        languages: "tuple[SetLanguages.Language, ...]"

    async def __call__(self, command: Command) -> tuple[SpokenLanguage, ...]:
        names = [item.language.casefold() for item in command.languages]
        raise_for_fields(
            *(
                LANGUAGE.problem(f"languages.{position}.language", item.language)
                for position, item in enumerate(command.languages)
            ),
            *(
                FieldProblem(f"languages.{position}.language", "comes twice")
                for position, name in enumerate(names)
                if name in names[:position]
            ),
        )
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
