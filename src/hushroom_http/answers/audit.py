"""Lines of the audit log."""

from typing import Annotated, Any

from hushroom_domain.accounts.model import Role, User
from hushroom_domain.administration.queries import AuditEntry, AuditView
from hushroom_domain.shared.audit import AuditAction, Entity
from hushroom_http.answers.shape import Answer, Id, Time, member_of
from hushroom_http.presenting import at


class AuditLogAnswer(Answer):
    """Who did what to what. Without a user the platform itself or a provider acted."""

    id: Id
    action: Annotated[str, member_of(AuditAction)]
    user_id: Id | None
    entity: Annotated[str, member_of(Entity)]
    entity_id: Id
    metadata: dict[str, Any]
    ip_address: str | None
    user_agent: str | None
    created_at: Time


class ActorAnswer(Answer):
    """Who acted, for administrators."""

    id: Id
    email: str
    display_name: str | None
    role: Annotated[str, member_of(Role)]


class SignedAuditLogAnswer(AuditLogAnswer):
    """A line with its user."""

    user: ActorAnswer | None


class AuditLogPage(Answer):
    logs: list[SignedAuditLogAnswer]
    total: int
    page: int
    limit: int
    total_pages: int


def audit_log_answer(entry: AuditEntry) -> AuditLogAnswer:
    return AuditLogAnswer(**_fields(entry))


def signed_audit_log_answer(view: AuditView) -> SignedAuditLogAnswer:
    return SignedAuditLogAnswer(**_fields(view.entry), user=_actor(view.actor) if view.actor else None)


def _actor(user: User) -> ActorAnswer:
    return ActorAnswer(id=user.id, email=user.email, display_name=user.display_name, role=user.role)


def _fields(entry: AuditEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "action": entry.action,
        "user_id": entry.actor_id,
        "entity": entry.entity,
        "entity_id": entry.entity_id,
        "metadata": entry.metadata,
        "ip_address": entry.ip_address,
        "user_agent": entry.user_agent,
        "created_at": at(entry.at),
    }
