"""Contracts and their templates in memory."""

from collections.abc import Iterator
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from attrs import frozen

from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.contracts.errors import ContractExists, ContractNotFound
from hushroom_domain.contracts.model import Contract, ContractTemplate, Rule
from hushroom_domain.contracts.services.standard_templates import TEMPLATES
from hushroom_domain.shared.ids import ContractId, SessionId, TemplateId


def contract_of(tables: Tables, session_id: SessionId) -> Contract | None:
    """Returns the session's contract, None when there is none."""
    return next((contract for contract in tables.contracts.values() if contract.session_id == session_id), None)


def seeded_templates(now: datetime) -> Iterator[ContractTemplate]:
    """Yields the standard templates; their ids derive from their names."""
    for text in TEMPLATES:
        yield ContractTemplate(
            id=TemplateId(uuid5(NAMESPACE_URL, f"hushroom:contract-template:{text.name}")),
            name=text.name,
            description=text.description,
            session_type=text.session_type,
            mode=text.mode,
            rules=tuple(map(Rule, text.rules)),
            created_at=now,
            updated_at=now,
        )


@frozen
class MemoryContracts:
    """Implements `Contracts`."""

    tables: Tables

    async def add(self, contract: Contract) -> None:
        if contract_of(self.tables, contract.session_id) is not None:
            raise ContractExists
        self.tables.contracts.put(contract.id, contract)

    async def lock(self, contract_id: ContractId) -> Contract:
        contract = self.tables.contracts.get(contract_id)
        if contract is None:
            raise ContractNotFound
        return contract

    async def of_session(self, session_id: SessionId) -> Contract | None:
        return contract_of(self.tables, session_id)

    async def save(self, contract: Contract) -> None:
        self.tables.contracts.put(contract.id, contract)


@frozen
class MemoryTemplates:
    """Implements `ContractTemplates`."""

    tables: Tables

    async def get(self, template_id: TemplateId) -> ContractTemplate | None:
        return self.tables.templates.get(template_id)


class MemoryContractRepositories(MemoryRepositories):
    """The repositories of contracts in one transaction."""

    @property
    def contracts(self) -> MemoryContracts:
        return MemoryContracts(self.tables)

    @property
    def templates(self) -> MemoryTemplates:
        return MemoryTemplates(self.tables)
