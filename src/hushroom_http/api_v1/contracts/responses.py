"""Contracts and their templates."""

from collections.abc import Iterable
from typing import Annotated, TypedDict
from uuid import UUID

from hushroom_domain.companions.model import CompanionMode
from hushroom_domain.contracts.model import Contract, ContractTemplate, Rule, SessionType
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.response_shape import Answer, Id, Time, member_of


class RuleAnswer(Answer):
    """One rule; the type of a rule in plain words is `custom`."""

    type: str
    description: str | None
    max_minutes: int | None
    topics: list[str]


class TemplateAnswer(Answer):
    id: Id
    name: str
    description: str
    session_type: Annotated[str, member_of(SessionType)]
    mode: Annotated[str, member_of(CompanionMode)]
    rules: list[RuleAnswer]
    is_active: bool
    created_at: Time
    updated_at: Time


class ContractAnswer(Answer):
    """A contract; `accepted_at` is the time of the second acceptance."""

    id: Id
    session_id: Id
    template_id: Id | None
    mode: Annotated[str, member_of(CompanionMode)]
    rules: list[RuleAnswer]
    accepted_by_user: bool
    accepted_by_companion: bool
    accepted_at: Time | None
    created_at: Time
    updated_at: Time


class ContractFields(TypedDict):
    """The fields of `ContractAnswer`, for the answers that have them and more."""

    id: UUID
    session_id: UUID
    template_id: UUID | None
    mode: str
    rules: list[RuleAnswer]
    accepted_by_user: bool
    accepted_by_companion: bool
    accepted_at: str | None
    created_at: str
    updated_at: str


class TemplateFields(TypedDict):
    """The fields of `TemplateAnswer`, for the answers that have them and more."""

    id: UUID
    name: str
    description: str
    session_type: str
    mode: str
    rules: list[RuleAnswer]
    is_active: bool
    created_at: str
    updated_at: str


def template_answer(template: ContractTemplate) -> TemplateAnswer:
    return TemplateAnswer(**template_fields(template))


def template_fields(template: ContractTemplate) -> TemplateFields:
    """Returns the fields of a template."""
    return {
        "id": template.id,
        "name": template.name,
        "description": template.description,
        "session_type": template.session_type,
        "mode": template.mode,
        "rules": _rules(template.rules),
        "is_active": template.is_active,
        "created_at": at(template.created_at),
        "updated_at": at(template.updated_at),
    }


def contract_answer(contract: Contract) -> ContractAnswer:
    return ContractAnswer(**contract_fields(contract))


def contract_fields(contract: Contract) -> ContractFields:
    """Returns the fields of a contract."""
    return {
        "id": contract.id,
        "session_id": contract.session_id,
        "template_id": contract.template_id,
        "mode": contract.mode,
        "rules": _rules(contract.rules),
        "accepted_by_user": contract.accepted_by_user,
        "accepted_by_companion": contract.accepted_by_companion,
        "accepted_at": at(contract.accepted_at),
        "created_at": at(contract.created_at),
        "updated_at": at(contract.updated_at),
    }


def _rules(rules: Iterable[Rule]) -> list[RuleAnswer]:
    return [
        RuleAnswer(type=rule.type, description=rule.description, max_minutes=rule.max_minutes, topics=list(rule.topics))
        for rule in rules
    ]
