"""Use case: accept a contract."""

from attrs import frozen

from hushroom_domain.contracts.errors import NotContractParticipant
from hushroom_domain.contracts.model import Contract
from hushroom_domain.contracts.ports import ContractWork
from hushroom_domain.shared.ids import ContractId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class AcceptContract:
    """Accepts a contract on behalf of one participant; a second time changes nothing.

    Raises: ContractNotFound, NotContractParticipant.
    """

    begin: Begin[ContractWork]
    clock: Clock

    @frozen
    class Command(ValidatedInput):
        user_id: UserId
        contract_id: ContractId

    async def __call__(self, command: Command) -> Contract:
        async with self.begin() as work:
            contract = await work.contracts.lock(command.contract_id)
            role = await work.participants.role_in(contract.session_id, command.user_id)
            if role is None:
                raise NotContractParticipant
            contract = contract.accepted(role, self.clock.now())
            await work.contracts.save(contract)
        return contract
