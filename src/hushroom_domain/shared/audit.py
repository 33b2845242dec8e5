"""The audit log: entries of acts, written in the same transaction as the act."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from attrs import field, frozen

from hushroom_domain.shared.ids import UserId


class AuditAction(StrEnum):
    """The kinds of acts in the audit log."""

    USER_REGISTER = "USER_REGISTER"
    USER_LOGIN = "USER_LOGIN"
    USER_DELETE = "USER_DELETE"
    USER_REACTIVATE = "USER_REACTIVATE"
    PASSWORD_RESET = "PASSWORD_RESET"  # noqa: S105 - the name of an act
    PASSWORD_CHANGE = "PASSWORD_CHANGE"  # noqa: S105 - the name of an act
    ATTEMPT_FAILED = "ATTEMPT_FAILED"
    """A wrong password or code was given."""
    ATTEMPTS_BLOCKED = "ATTEMPTS_BLOCKED"
    """The same, after which further attempts are refused for a while."""
    IDENTITY_LINK = "IDENTITY_LINK"
    IDENTITY_UNLINK = "IDENTITY_UNLINK"
    PASSKEY_ADD = "PASSKEY_ADD"
    PASSKEY_REMOVE = "PASSKEY_REMOVE"
    FACTOR_ADD = "FACTOR_ADD"
    FACTOR_REMOVE = "FACTOR_REMOVE"
    RECOVERY_CODES_REPLACE = "RECOVERY_CODES_REPLACE"
    RECOVERY_CODE_USE = "RECOVERY_CODE_USE"
    DEVICE_END = "DEVICE_END"
    OTHER_DEVICES_END = "OTHER_DEVICES_END"
    EMAIL_CHANGE_ASK = "EMAIL_CHANGE_ASK"
    EMAIL_CHANGE_CONFIRM = "EMAIL_CHANGE_CONFIRM"
    EMAIL_CHANGE_UNDO = "EMAIL_CHANGE_UNDO"
    FACTOR_RECOVERY_ASK = "FACTOR_RECOVERY_ASK"
    FACTOR_RECOVERY_STOP = "FACTOR_RECOVERY_STOP"
    FACTOR_RECOVERY_APPROVE = "FACTOR_RECOVERY_APPROVE"
    SESSION_CREATE = "SESSION_CREATE"
    SESSION_START = "SESSION_START"
    SESSION_END = "SESSION_END"
    PAYMENT_AUTHORIZE = "PAYMENT_AUTHORIZE"
    PAYMENT_CAPTURE = "PAYMENT_CAPTURE"
    PAYMENT_REFUND = "PAYMENT_REFUND"
    PAYMENT_DISPUTED = "PAYMENT_DISPUTED"
    PAYMENT_LAPSED = "PAYMENT_LAPSED"
    COMPANION_APPROVE = "COMPANION_APPROVE"
    COMPANION_SUSPEND = "COMPANION_SUSPEND"
    COMPANION_REACTIVATE = "COMPANION_REACTIVATE"
    PAYOUT_ACCOUNT_LOST = "PAYOUT_ACCOUNT_LOST"
    REPORT_CREATE = "REPORT_CREATE"
    ADMIN_ACTION = "ADMIN_ACTION"
    DATA_EXPORT = "DATA_EXPORT"
    DATA_DELETION = "DATA_DELETION"
    LIST_DOWNLOAD = "LIST_DOWNLOAD"


class Entity(StrEnum):
    """The kinds of entities that acts change."""

    USER = "user"
    COMPANION = "companion"
    SESSION = "session"
    PAYMENT = "payment"
    REPORT = "report"


@frozen(kw_only=True)
class Act:
    """An entry of the audit log. `actor_id` is None when the platform itself or a provider acted."""

    action: AuditAction
    actor_id: UserId | None
    entity: Entity
    entity_id: UUID
    metadata: dict[str, Any] = field(factory=dict)
    """The changes as JSON values, without secrets; acts of administrators have `before` and `after`."""


ERASED_DETAILS: Mapping[str, bool] = {"erased": True}
"""The metadata of an entry whose details were erased with the account of the person."""


class Audit(Protocol):
    """Appends to the audit log. The adapter adds the time, the address and the user agent of the request."""

    async def add(self, act: Act) -> None: ...

    async def add_nothing(self) -> None:
        """Costs what `add` costs and stores nothing, so that the time of an answer does not tell what was stored."""
        ...


def decision(
    admin_id: UserId | None,
    entity: Entity,
    entity_id: UUID,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
    action: AuditAction = AuditAction.ADMIN_ACTION,
) -> Act:
    """Returns the entry of an administrator's decision. `admin_id` is None for a decision on the command line."""
    return Act(
        action=action,
        actor_id=admin_id,
        entity=entity,
        entity_id=entity_id,
        metadata={"before": before, "after": after},
    )


def act_on_oneself(action: AuditAction, user_id: UserId, **metadata: str) -> Act:
    """Returns the entry of an act of a user on the own account."""
    return Act(action=action, actor_id=user_id, entity=Entity.USER, entity_id=user_id, metadata={**metadata})
