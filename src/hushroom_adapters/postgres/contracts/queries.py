"""The queries about contracts and templates on PostgreSQL."""

from attrs import frozen
from sqlalchemy import bindparam, select

from hushroom_adapters.postgres.contracts.mappings import CONTRACT, TEMPLATE
from hushroom_adapters.postgres.contracts.tables import CONTRACT_TEMPLATES, CONTRACTS
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.sessions.access import as_viewer, seen_by_viewer
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.contracts.model import Contract, ContractTemplate, SessionType
from hushroom_domain.identity.model import Viewer
from hushroom_domain.shared.ids import ContractId, TemplateId

_t = CONTRACT_TEMPLATES.c
_TEMPLATE = select(*TEMPLATE.columns).where(_t.id == bindparam("id"))
TEMPLATE_ORDER = (*(column.collate("C") for column in (_t.session_type, _t.mode, _t.name)), _t.id)
_ACTIVE = select(*TEMPLATE.columns).where(_t.is_active).order_by(*TEMPLATE_ORDER)
_ACTIVE_OF_TYPE = _ACTIVE.where(_t.session_type == bindparam("session_type"))
_CONTRACT = (
    select(*CONTRACT.columns)
    .select_from(CONTRACTS.join(SESSIONS))
    .where(CONTRACTS.c.id == bindparam("contract"), seen_by_viewer())
)


@frozen
class PostgresContractQueries:
    """Implements `ContractQueries`."""

    executor: QueryExecutor

    async def templates(self, session_type: SessionType | None) -> tuple[ContractTemplate, ...]:
        if session_type is None:
            return await self.executor.many(TEMPLATE, _ACTIVE)
        return await self.executor.many(TEMPLATE, _ACTIVE_OF_TYPE, session_type=session_type.value)

    async def template(self, template_id: TemplateId) -> ContractTemplate | None:
        return await self.executor.one(TEMPLATE, _TEMPLATE, id=template_id)

    async def get(self, contract_id: ContractId, viewer: Viewer) -> Contract | None:
        return await self.executor.one(CONTRACT, _CONTRACT, contract=contract_id, **as_viewer(viewer))
