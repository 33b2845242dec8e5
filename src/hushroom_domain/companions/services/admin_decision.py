"""Entries of the audit log for decisions on companions."""

from hushroom_domain.companions.model import Companion
from hushroom_domain.shared import audit
from hushroom_domain.shared.audit import Act, AuditAction, Entity
from hushroom_domain.shared.ids import UserId


def decision(action: AuditAction, admin_id: UserId, before: Companion, after: Companion) -> Act:
    """Returns the entry of an administrator's decision, with the status before and after it."""
    was, became = ({"status": companion.status.value} for companion in (before, after))
    return audit.decision(admin_id, Entity.COMPANION, after.id, before=was, after=became, action=action)
