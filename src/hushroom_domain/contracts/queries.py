"""Query port of contracts; each query is one statement."""

from typing import Protocol

from hushroom_domain.contracts.model import Contract, ContractTemplate, SessionType
from hushroom_domain.identity.model import Viewer
from hushroom_domain.shared.ids import ContractId, TemplateId


class ContractQueries(Protocol):
    """Reads contracts and contract templates."""

    async def templates(self, session_type: SessionType | None) -> tuple[ContractTemplate, ...]:
        """Returns the active templates, ordered by session type, mode and name; None selects all session types."""
        ...

    async def template(self, template_id: TemplateId) -> ContractTemplate | None: ...

    async def get(self, contract_id: ContractId, viewer: Viewer) -> Contract | None:
        """Returns the contract to a participant of its session or an administrator; None to others."""
        ...
