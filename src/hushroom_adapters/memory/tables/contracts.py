"""The tables of contracts in memory."""

from attrs import field, frozen

from hushroom_adapters.memory.table import Table
from hushroom_domain.contracts.model import Contract, ContractTemplate
from hushroom_domain.shared.ids import ContractId, TemplateId


@frozen(kw_only=True, eq=False, slots=False)
class ContractTables:
    """The tables of contracts."""

    templates: Table[TemplateId, ContractTemplate] = field(factory=Table)
    contracts: Table[ContractId, Contract] = field(factory=Table)
