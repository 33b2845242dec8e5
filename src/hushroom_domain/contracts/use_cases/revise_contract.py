"""Use case: change the terms of a contract."""

from typing import Annotated

from attrs import frozen

from hushroom_domain.companions.model import CompanionMode
from hushroom_domain.contracts.errors import NotContractOwner
from hushroom_domain.contracts.model import Contract, Rule
from hushroom_domain.contracts.policy import RULES
from hushroom_domain.contracts.ports import ContractWork
from hushroom_domain.contracts.services.resolve_terms import resolve_terms
from hushroom_domain.shared.ids import ContractId, TemplateId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ReviseContract:
    """Changes the terms on behalf of the seeker, before the first acceptance. A dropped template leaves its terms.

    Raises: ValidationFailed, ContractNotFound, NotContractOwner, TemplateNotFound, ContractFrozen.
    """

    begin: Begin[ContractWork]
    clock: Clock

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        contract_id: ContractId
        template_id: TemplateId | None = None
        drops_template: bool = False
        mode: CompanionMode | None = None
        rules: Annotated[tuple[Rule, ...] | None, RULES] = None

    async def __call__(self, command: Command) -> Contract:
        async with self.begin() as work:
            contract = await work.contracts.lock(command.contract_id)
            if await work.participants.role_in(contract.session_id, command.user_id) is not ParticipantRole.SEEKER:
                raise NotContractOwner
            mode, rules = await resolve_terms(work, command.template_id, command.mode, command.rules)
            kept = None if command.drops_template else contract.template_id
            contract = contract.revised(
                self.clock.now(),
                template_id=command.template_id or kept,
                mode=mode or contract.mode,
                rules=contract.rules if rules is None else rules,
            )
            await work.contracts.save(contract)
        return contract
