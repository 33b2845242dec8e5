"""The tables of contracts and their templates."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Table, UniqueConstraint

from hushroom_adapters.postgres.core.columns import (
    METADATA,
    choice,
    json,
    key,
    moment,
    reference,
    text,
)
from hushroom_adapters.postgres.core.constraints import raising
from hushroom_adapters.postgres.core.data_classes import classify
from hushroom_domain.companions.model import CompanionMode
from hushroom_domain.contracts.errors import ContractExists
from hushroom_domain.contracts.model import SessionType

CONTRACT_TEMPLATES = Table(
    "contract_templates",
    METADATA,
    key(),
    text("name"),
    text("description"),
    choice("session_type", SessionType),
    choice("mode", CompanionMode),
    json("rules"),
    Column("is_active", Boolean, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    comment="Rules to start a contract from. Personal: nothing.",
)
classify(CONTRACT_TEMPLATES, technical="id name description session_type mode rules is_active created_at updated_at")

CONTRACTS = Table(
    "contracts",
    METADATA,
    key(),
    reference("session_id", "sessions.id"),
    reference("template_id", "contract_templates.id", nullable=True),
    choice("mode", CompanionMode),
    json("rules"),
    Column("accepted_by_user", Boolean, nullable=False),
    Column("accepted_by_companion", Boolean, nullable=False),
    moment("accepted_at", nullable=True),
    moment("created_at"),
    moment("updated_at"),
    raising(ContractExists, UniqueConstraint("session_id")),
    CheckConstraint("(accepted_at IS NOT NULL) = (accepted_by_user AND accepted_by_companion)", name="accepted_at"),
    comment="The behaviour that participants of a session agreed on. Personal: the rules that people wrote themselves.",
)
classify(
    CONTRACTS,
    content="rules",
    technical=(
        "id session_id template_id mode accepted_by_user accepted_by_companion accepted_at created_at updated_at"
    ),
)
Index("contracts_template_idx", CONTRACTS.c.template_id)
