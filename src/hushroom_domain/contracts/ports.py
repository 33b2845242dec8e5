"""Ports of contracts."""

from typing import Protocol

from hushroom_domain.contracts.model import Contract, ContractTemplate
from hushroom_domain.shared.ids import ContractId, SessionId, TemplateId
from hushroom_domain.shared.participants import Participants


class Contracts(Protocol):
    """Stores contracts."""

    async def add(self, contract: Contract) -> None:
        """Adds a contract; a session has at most one. Raises: ContractExists."""
        ...

    async def lock(self, contract_id: ContractId) -> Contract:
        """Returns the contract, locked until the transaction ends. Raises: ContractNotFound."""
        ...

    async def of_session(self, session_id: SessionId) -> Contract | None: ...

    async def save(self, contract: Contract) -> None: ...


class ContractTemplates(Protocol):
    """Reads contract templates."""

    async def get(self, template_id: TemplateId) -> ContractTemplate | None: ...


class ContractWork(Protocol):
    """The part of a transaction that contracts use."""

    @property
    def contracts(self) -> Contracts: ...
    @property
    def templates(self) -> ContractTemplates: ...
    @property
    def participants(self) -> Participants: ...
