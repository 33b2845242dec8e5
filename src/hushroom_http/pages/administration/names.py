"""The names of roles, statuses and acts, as the pages of administrators show them."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from hushroom_domain.companions.model import CompanionMode, CompanionTier
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.contracts.model import SessionType
from hushroom_domain.identity.model import UserRole
from hushroom_domain.moderation.state_machine import ReportStatus
from hushroom_domain.payments.model import Instruction, RefundReason, RefundStatus
from hushroom_domain.payments.rules.provider_snapshot import DisputeState
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.state_machine import SessionEndedBy, SessionStatus
from hushroom_domain.shared.audit import AuditAction, Entity
from hushroom_http.pages.form_fields import Option
from hushroom_http.pages.sessions.texts import TYPES
from hushroom_http.pages.translations import N_

NAMES: Mapping[type[Enum], Mapping[Any, str]] = {
    UserRole: {
        UserRole.USER: N_("Seeker"),
        UserRole.COMPANION: N_("Companion"),
        UserRole.ADMIN: N_("Administrator"),
    },
    CompanionStatus: {
        CompanionStatus.PENDING_REVIEW: N_("Waits for review"),
        CompanionStatus.APPROVED: N_("Approved"),
        CompanionStatus.SUSPENDED: N_("Suspended"),
    },
    CompanionTier: {
        CompanionTier.STANDARD: N_("Standard"),
        CompanionTier.VERIFIED: N_("Verified"),
        CompanionTier.EXPERT: N_("Expert"),
    },
    CompanionMode: {
        CompanionMode.STRICT: N_("Strict"),
        CompanionMode.MODERATE: N_("Moderate"),
        CompanionMode.FLEXIBLE: N_("Flexible"),
    },
    SessionType: TYPES,
    SessionStatus: {
        SessionStatus.PENDING_MATCH: N_("Looks for a companion"),
        SessionStatus.MATCHED: N_("Waits for payment"),
        SessionStatus.PAYMENT_AUTHORIZED: N_("Paid for"),
        SessionStatus.READY: N_("Somebody is ready"),
        SessionStatus.IN_PROGRESS: N_("Running"),
        SessionStatus.PAUSED: N_("Paused"),
        SessionStatus.COMPLETED: N_("Completed"),
        SessionStatus.ABANDONED: N_("Abandoned"),
        SessionStatus.CANCELLED: N_("Cancelled"),
        SessionStatus.DISPUTED: N_("Disputed"),
    },
    SessionEndedBy: {
        SessionEndedBy.SEEKER: N_("by the seeker"),
        SessionEndedBy.COMPANION: N_("by the companion"),
        SessionEndedBy.COMPANION_LEFT: N_("because the companion closed the account"),
        SessionEndedBy.PLATFORM: N_("by the platform"),
    },
    PaymentStatus: {
        PaymentStatus.PENDING: N_("Not held yet"),
        PaymentStatus.AUTHORIZED: N_("Held"),
        PaymentStatus.CAPTURED: N_("Taken"),
        PaymentStatus.REFUNDED: N_("Refunded"),
        PaymentStatus.PARTIALLY_REFUNDED: N_("Partly refunded"),
        PaymentStatus.FAILED: N_("Declined"),
        PaymentStatus.CANCELLED: N_("Released"),
        PaymentStatus.DISPUTED: N_("Disputed"),
    },
    Instruction: {
        Instruction.HOLD: N_("to be held"),
        Instruction.CAPTURE: N_("to be taken"),
        Instruction.RELEASE: N_("to be released"),
    },
    DisputeState: {
        DisputeState.NONE: N_("No dispute"),
        DisputeState.OPEN: N_("Dispute is open"),
        DisputeState.WON: N_("Dispute was won"),
        DisputeState.LOST: N_("Dispute was lost"),
    },
    RefundReason: {
        RefundReason.TECHNICAL_FAILURE: N_("Something did not work"),
        RefundReason.COMPANION_NO_SHOW: N_("The companion did not come"),
        RefundReason.ADMIN_OVERRIDE: N_("Another reason"),
    },
    RefundStatus: {
        RefundStatus.REQUESTED: N_("Asked for"),
        RefundStatus.SUCCEEDED: N_("Paid back"),
        RefundStatus.FAILED: N_("Not possible"),
    },
    ReportStatus: {
        ReportStatus.PENDING: N_("Waits for a decision"),
        ReportStatus.RESOLVED: N_("Resolved"),
        ReportStatus.DISMISSED: N_("Dismissed"),
    },
    AuditAction: {
        AuditAction.USER_REGISTER: N_("Account was made"),
        AuditAction.USER_LOGIN: N_("Log-in"),
        AuditAction.USER_DELETE: N_("Account was deleted"),
        AuditAction.USER_REACTIVATE: N_("Deleted account brought back"),
        AuditAction.PASSWORD_RESET: N_("Password was reset"),
        AuditAction.PASSWORD_CHANGE: N_("Password was changed"),
        AuditAction.ATTEMPT_FAILED: N_("Wrong password or code"),
        AuditAction.ATTEMPTS_BLOCKED: N_("Wrong password or code, and further ones are refused"),
        AuditAction.IDENTITY_LINK: N_("Identity of a provider was added"),
        AuditAction.IDENTITY_UNLINK: N_("Identity of a provider was removed"),
        AuditAction.PASSKEY_ADD: N_("Passkey was added"),
        AuditAction.PASSKEY_REMOVE: N_("Passkey was removed"),
        AuditAction.FACTOR_ADD: N_("Second factor was added"),
        AuditAction.FACTOR_REMOVE: N_("Second factor was removed"),
        AuditAction.RECOVERY_CODES_REPLACE: N_("Recovery codes were replaced"),
        AuditAction.RECOVERY_CODE_USE: N_("Recovery code was used"),
        AuditAction.DEVICE_END: N_("Device was signed out"),
        AuditAction.OTHER_DEVICES_END: N_("All other devices were signed out"),
        AuditAction.EMAIL_CHANGE_ASK: N_("Another address was asked for"),
        AuditAction.EMAIL_CHANGE_CONFIRM: N_("Address was changed"),
        AuditAction.EMAIL_CHANGE_UNDO: N_("Change of address was undone"),
        AuditAction.FACTOR_RECOVERY_ASK: N_("Recovery of a lost factor asked for"),
        AuditAction.FACTOR_RECOVERY_STOP: N_("Recovery of a lost factor stopped"),
        AuditAction.FACTOR_RECOVERY_APPROVE: N_("Recovery of a lost factor approved"),
        AuditAction.SESSION_CREATE: N_("Session was booked"),
        AuditAction.SESSION_START: N_("Session began"),
        AuditAction.SESSION_END: N_("Session ended"),
        AuditAction.PAYMENT_AUTHORIZE: N_("Money was held"),
        AuditAction.PAYMENT_CAPTURE: N_("Money was taken"),
        AuditAction.PAYMENT_REFUND: N_("Money was paid back"),
        AuditAction.PAYMENT_DISPUTED: N_("Payment was disputed"),
        AuditAction.PAYMENT_LAPSED: N_("Hold lapsed"),
        AuditAction.COMPANION_APPROVE: N_("Companion was approved"),
        AuditAction.COMPANION_SUSPEND: N_("Companion was suspended"),
        AuditAction.COMPANION_REACTIVATE: N_("Suspension was ended"),
        AuditAction.PAYOUT_ACCOUNT_LOST: N_("Payout account was lost"),
        AuditAction.REPORT_CREATE: N_("Report was filed"),
        AuditAction.ADMIN_ACTION: N_("Decision of an administrator"),
        AuditAction.DATA_EXPORT: N_("Data was exported"),
        AuditAction.DATA_DELETION: N_("Data was deleted"),
        AuditAction.LIST_DOWNLOAD: N_("List was downloaded"),
    },
    Entity: {
        Entity.USER: N_("User"),
        Entity.COMPANION: N_("Companion"),
        Entity.SESSION: N_("Session"),
        Entity.PAYMENT: N_("Payment"),
        Entity.REPORT: N_("Report"),
    },
}
"""The names of the members of each enum; members of several enums are equal, because they are texts."""
ANY = Option("", N_("Any"))


def name_of(value: Enum) -> str:
    """Returns the English name of a role, status or act; the template translates it."""
    return NAMES[type(value)][value]


def act_name_of(action: str) -> str:
    """Returns the English name of an act in the audit log; its stored name if only a later release knows it."""
    return next((name_of(known) for known in AuditAction if known.value == action), action)


def options_of(values: Iterable[Enum]) -> tuple[Option, ...]:
    """Returns the choices of a field, one for each of these values."""
    return tuple(Option(value.value, name_of(value)) for value in values)
