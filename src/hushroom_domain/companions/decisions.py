"""Decisions: what the audit log keeps of an administrator's word on a companion."""

from hushroom_domain.companions.model import Companion
from hushroom_domain.shared.audit import Act, AuditAction, Entity
from hushroom_domain.shared.ids import UserId


def decision(action: AuditAction, admin_id: UserId, before: Companion, after: Companion) -> Act:
    """The act, with the status before and after."""
    return Act(
        action=action,
        actor_id=admin_id,
        entity=Entity.COMPANION,
        entity_id=after.id,
        metadata={"before": {"status": before.status.value}, "after": {"status": after.status.value}},
    )
