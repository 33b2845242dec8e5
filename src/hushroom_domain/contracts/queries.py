"""What can be asked about contracts; each question is one statement."""

from typing import Protocol

from hushroom_domain.contracts.model import Contract, ContractTemplate, SessionType
from hushroom_domain.identity.model import Viewer
from hushroom_domain.shared.ids import ContractId, TemplateId


class ContractQueries(Protocol):
    """Reads about contracts and templates."""

    async def templates(self, session_type: SessionType | None) -> tuple[ContractTemplate, ...]:
        """The active templates, by session type, mode and name."""
        ...

    async def template(self, template_id: TemplateId) -> ContractTemplate | None: ...

    async def get(self, contract_id: ContractId, viewer: Viewer) -> Contract | None:
        """The contract, if the viewer is a party of its session or an admin."""
        ...
