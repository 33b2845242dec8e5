"""What contracts need from the world."""

from typing import Protocol

from hushroom_domain.contracts.model import Contract, ContractTemplate
from hushroom_domain.shared.ids import ContractId, SessionId, TemplateId
from hushroom_domain.shared.participants import Participants


class Contracts(Protocol):
    """The contracts."""

    async def add(self, contract: Contract) -> None:
        """Keep a new contract; refuses with `ContractExists`: one a session."""
        ...

    async def lock(self, contract_id: ContractId) -> Contract:
        """The contract, locked until the transaction ends; refuses with `ContractNotFound`."""
        ...

    async def of_session(self, session_id: SessionId) -> Contract | None: ...

    async def save(self, contract: Contract) -> None: ...


class ContractTemplates(Protocol):
    """The templates."""

    async def get(self, template_id: TemplateId) -> ContractTemplate | None: ...


class ContractWork(Protocol):
    """One transaction, as contracts see it."""

    @property
    def contracts(self) -> Contracts: ...
    @property
    def templates(self) -> ContractTemplates: ...
    @property
    def participants(self) -> Participants: ...
