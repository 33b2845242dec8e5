"""Use case: create the contract of a session."""

from typing import Annotated

from attrs import frozen

from hushroom_domain.companions.model import CompanionMode
from hushroom_domain.contracts.errors import NotContractOwner
from hushroom_domain.contracts.model import Contract, Rule
from hushroom_domain.contracts.policy import RULES
from hushroom_domain.contracts.ports import ContractWork
from hushroom_domain.contracts.services.resolve_terms import resolve_terms
from hushroom_domain.shared.ids import ContractId, SessionId, TemplateId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class CreateContract:
    """Creates a contract on behalf of the seeker. A template fills in terms that are not given.

    The mode without a template is MODERATE.

    Raises: ValidationFailed, SessionNotFound, NotContractOwner, TemplateNotFound, ContractExists.
    """

    begin: Begin[ContractWork]
    clock: Clock
    ids: Ids

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        session_id: SessionId
        template_id: TemplateId | None = None
        mode: CompanionMode | None = None
        rules: Annotated[tuple[Rule, ...] | None, RULES] = None

    async def __call__(self, command: Command) -> Contract:
        now = self.clock.now()
        async with self.begin() as work:
            if await work.participants.role_in(command.session_id, command.user_id) is not ParticipantRole.SEEKER:
                raise NotContractOwner
            mode, rules = await resolve_terms(work, command.template_id, command.mode, command.rules)
            contract = Contract(
                id=ContractId(self.ids.new()),
                session_id=command.session_id,
                template_id=command.template_id,
                mode=mode or CompanionMode.MODERATE,
                rules=rules or (),
                created_at=now,
                updated_at=now,
            )
            await work.contracts.add(contract)
        return contract
