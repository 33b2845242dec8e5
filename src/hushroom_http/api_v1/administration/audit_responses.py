"""Entries of the audit log."""

from typing import Annotated, Any, TypedDict
from uuid import UUID

from msgspec import Meta

from hushroom_domain.administration.queries import AuditEntry, AuditView
from hushroom_domain.identity.model import User
from hushroom_domain.shared.audit import AuditAction, Entity
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.identity.person_responses import ContactAnswer
from hushroom_http.api_v1.response_page import PageAnswer
from hushroom_http.api_v1.response_shape import Answer, Id, Time, member_of


def entity_type(entity: str) -> str:
    """Returns the name of an entity type in API v1: `User`, `Session`."""
    return "".join(part.capitalize() for part in entity.split("_"))


class AuditLogAnswer(Answer):
    """An action of a user; without a user the platform or a provider acted."""

    id: Id
    action: Annotated[str, member_of(AuditAction)]
    user_id: Id | None
    entity_type: Annotated[str, Meta(extra_json_schema={"enum": [entity_type(kind) for kind in Entity]})]
    entity_id: Id
    metadata: dict[str, Any]
    ip_address: str | None
    user_agent: str | None
    timestamp: Time


class SignedAuditLogAnswer(AuditLogAnswer):
    """An entry with its user."""

    user: ContactAnswer | None


class AuditLogPage(PageAnswer):
    logs: list[SignedAuditLogAnswer]


class _AuditLogFields(TypedDict):
    """The fields of `AuditLogAnswer`, for the answers that have them and more."""

    id: UUID
    action: str
    user_id: UUID | None
    entity_type: str
    entity_id: UUID
    metadata: dict[str, Any]
    ip_address: str | None
    user_agent: str | None
    timestamp: str


def audit_log_answer(entry: AuditEntry) -> AuditLogAnswer:
    return AuditLogAnswer(**_fields(entry))


def signed_audit_log_answer(view: AuditView) -> SignedAuditLogAnswer:
    return SignedAuditLogAnswer(**_fields(view.entry), user=_actor(view.actor) if view.actor else None)


def _actor(user: User) -> ContactAnswer:
    return ContactAnswer(id=user.id, display_name=user.display_name, avatar_url=user.avatar_url, email=user.email)


def _fields(entry: AuditEntry) -> _AuditLogFields:
    return {
        "id": entry.id,
        "action": entry.action,
        "user_id": entry.actor_id,
        "entity_type": entity_type(entry.entity),
        "entity_id": entry.entity_id,
        "metadata": entry.metadata,
        "ip_address": entry.ip_address,
        "user_agent": entry.user_agent,
        "timestamp": at(entry.at),
    }
