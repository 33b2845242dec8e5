"""The standard contract templates, which a migration adds to the database."""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

import psycopg
from sqlalchemy import Connection, bindparam
from sqlalchemy.dialects.postgresql import insert

from hushroom_adapters.postgres.contracts.mappings import TEMPLATE
from hushroom_adapters.postgres.contracts.tables import CONTRACT_TEMPLATES
from hushroom_adapters.postgres.core.sql import compiled
from hushroom_domain.contracts.model import ContractTemplate, Rule
from hushroom_domain.contracts.services.standard_templates import TEMPLATES, TemplateText
from hushroom_domain.shared.ids import TemplateId

_ADD = (
    insert(CONTRACT_TEMPLATES)
    .values({column.name: bindparam(column.name) for column in TEMPLATE.columns})
    .on_conflict_do_nothing()
)


def ensure_templates(connection: Connection) -> None:
    """Adds missing templates; existing ones stay, because an administrator may have changed them."""
    now = datetime.now(UTC)
    rows = [TEMPLATE.dump(_template(text, now)) for text in TEMPLATES]
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    driver.cursor().executemany(compiled(_ADD).sql, rows)


def template_id(name: str) -> TemplateId:
    """Returns the id of a template, the same in every installation."""
    return TemplateId(uuid5(NAMESPACE_URL, f"hushroom:contract-template:{name}"))


def _template(text: TemplateText, now: datetime) -> ContractTemplate:
    return ContractTemplate(
        id=template_id(text.name),
        name=text.name,
        description=text.description,
        session_type=text.session_type,
        mode=text.mode,
        rules=tuple(map(Rule, text.rules)),
        created_at=now,
        updated_at=now,
    )
