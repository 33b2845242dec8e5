"""Decisions: what the audit log keeps of an administrator's word on a companion."""

from hushroom_domain.companions.model import Companion
from hushroom_domain.shared import audit
from hushroom_domain.shared.audit import Act, AuditAction, Entity
from hushroom_domain.shared.ids import UserId


def decision(action: AuditAction, admin_id: UserId, before: Companion, after: Companion) -> Act:
    """The act, with the status before and after."""
    was, became = ({"status": companion.status.value} for companion in (before, after))
    return audit.decision(admin_id, Entity.COMPANION, after.id, before=was, after=became, action=action)
