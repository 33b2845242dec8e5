"""What can be asked about contracts and templates."""

from attrs import frozen

from hushroom_adapters.memory.queries.access import session_seen_by
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.contracts.model import Contract, ContractTemplate, SessionType
from hushroom_domain.identity.model import Viewer
from hushroom_domain.shared.ids import ContractId, TemplateId


@frozen
class MemoryContractQueries:
    """Implements `ContractQueries`."""

    tables: Tables

    async def templates(self, session_type: SessionType | None) -> tuple[ContractTemplate, ...]:
        templates = self.tables.templates.values()
        shown = (one for one in templates if one.is_active and session_type in {None, one.session_type})
        return tuple(sorted(shown, key=lambda one: (one.session_type.value, one.mode.value, one.name)))

    async def template(self, template_id: TemplateId) -> ContractTemplate | None:
        return self.tables.templates.get(template_id)

    async def get(self, contract_id: ContractId, viewer: Viewer) -> Contract | None:
        contract = self.tables.contracts.get(contract_id)
        if contract is None:
            return None
        return contract if session_seen_by(self.tables, contract.session_id, viewer) else None
