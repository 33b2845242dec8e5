"""The rows of contracts and their entities."""

from hushroom_adapters.postgres.contracts.tables import CONTRACT_TEMPLATES, CONTRACTS
from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_domain.contracts.model import Contract, ContractTemplate

TEMPLATE = RowMapper(ContractTemplate, CONTRACT_TEMPLATES)
CONTRACT = RowMapper(Contract, CONTRACTS)
