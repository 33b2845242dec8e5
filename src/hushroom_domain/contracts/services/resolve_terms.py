"""The terms of a contract: given by the caller, or taken from a template."""

from hushroom_domain.companions.model import CompanionMode
from hushroom_domain.contracts.errors import TemplateNotFound
from hushroom_domain.contracts.model import Rule
from hushroom_domain.contracts.ports import ContractWork
from hushroom_domain.shared.ids import TemplateId


async def resolve_terms(
    work: ContractWork, template_id: TemplateId | None, mode: CompanionMode | None, rules: tuple[Rule, ...] | None
) -> tuple[CompanionMode | None, tuple[Rule, ...] | None]:
    """Returns the given mode and rules; the template, if one is given, replaces None. Raises: TemplateNotFound."""
    if template_id is None:
        return mode, rules
    template = await work.templates.get(template_id)
    if template is None or not template.is_active:
        raise TemplateNotFound
    return mode or template.mode, template.rules if rules is None else rules
