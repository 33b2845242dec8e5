"""Contracts and their templates in PostgreSQL."""

from attrs import frozen

from hushroom_adapters.postgres.contracts.mappings import CONTRACT, TEMPLATE
from hushroom_adapters.postgres.contracts.tables import CONTRACTS
from hushroom_adapters.postgres.core.executor import TableStatements
from hushroom_adapters.postgres.core.repositories import PostgresRepositories
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_domain.contracts.errors import ContractNotFound
from hushroom_domain.contracts.model import Contract, ContractTemplate
from hushroom_domain.shared.ids import ContractId, SessionId, TemplateId

_CONTRACTS = TableStatements(CONTRACT)
_TEMPLATES = TableStatements(TEMPLATE)
_OF_SESSION = _CONTRACTS.by(CONTRACTS.c.session_id)


@frozen
class PostgresContracts:
    """Implements `Contracts`."""

    transaction: Transaction

    async def add(self, contract: Contract) -> None:
        await self.transaction.add(_CONTRACTS, contract)

    async def lock(self, contract_id: ContractId) -> Contract:
        contract = await self.transaction.one(CONTRACT, _CONTRACTS.lock_by_id, id=contract_id)
        if contract is None:
            raise ContractNotFound
        return contract

    async def of_session(self, session_id: SessionId) -> Contract | None:
        return await self.transaction.one(CONTRACT, _OF_SESSION, session_id=session_id)

    async def save(self, contract: Contract) -> None:
        await self.transaction.save(_CONTRACTS, contract)


@frozen
class PostgresContractTemplates:
    """Implements `ContractTemplates`."""

    transaction: Transaction

    async def get(self, template_id: TemplateId) -> ContractTemplate | None:
        return await self.transaction.one(TEMPLATE, _TEMPLATES.by_id, id=template_id)


class PostgresContractRepositories(PostgresRepositories):
    """The repositories of contracts in one transaction."""

    @property
    def contracts(self) -> PostgresContracts:
        return PostgresContracts(self.transaction)

    @property
    def templates(self) -> PostgresContractTemplates:
        return PostgresContractTemplates(self.transaction)
