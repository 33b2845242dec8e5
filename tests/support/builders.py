"""Builders of domain values. Each builder fills in plausible fields, and a test sets only the fields that it depends
on.
"""

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any
from uuid import UUID

from hushroom_domain.availability.model import Booking, Slot, Weekday
from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.queries import CompanionCard
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.contracts.model import Contract, SessionType
from hushroom_domain.drift.model import DriftLog, DriftTrigger
from hushroom_domain.goals.model import Goal
from hushroom_domain.identity.model import (
    BrowserSignIn,
    ChallengePurpose,
    Device,
    EmailChange,
    KeptAttempt,
    LinkedIdentity,
    OneTimeToken,
    Passkey,
    PasswordCredential,
    RefreshToken,
    SecondFactorChallenge,
    TokenPurpose,
    User,
)
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.notifications.model import Notification, NotificationKind, PushSubscription
from hushroom_domain.payments.model import Payment, Refund
from hushroom_domain.payments.rules.provider_snapshot import IntentState, ProviderSnapshot
from hushroom_domain.ratings.model import Rating, Scores
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.policy import milestone_severity
from hushroom_domain.shared.audit import Act, AuditAction, Entity
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.severity import DriftSeverity
from hushroom_domain.shared.time import Period

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASSWORD = "Password123!"
_numbers = count(1)


def an_id() -> Any:
    """Returns a new UUIDv7."""
    return UUID(int=(7 << 76) | (2 << 62) | (0xB << 56) | next(_numbers))


def _stamped(defaults: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {"id": an_id(), "created_at": NOW, "updated_at": NOW, **defaults, **changes}


def a_user(**changes: Any) -> User:
    number = next(_numbers)
    defaults = {"email": f"user{number}@hushroom.test", "date_of_birth": date(1990, 5, 17)}
    return User(**_stamped(defaults, changes))


def a_password(**changes: Any) -> PasswordCredential:
    return PasswordCredential(**{"user_id": an_id(), "password_hash": "hash", "changed_at": NOW, **changes})


def a_passkey(**changes: Any) -> Passkey:
    number = an_id()
    defaults = {"id": number, "user_id": an_id(), "name": "Phone", "credential_id": f"id-{number}", "public_key": "key"}
    return Passkey(**{**defaults, "sign_count": 0, "is_synced": False, "created_at": NOW, **changes})


def a_refresh_token(**changes: Any) -> RefreshToken:
    defaults = {"token_id": an_id(), "family_id": an_id(), "user_id": an_id(), "digest": str(an_id()), "now": NOW}
    return RefreshToken.issued(**{**defaults, "begun_at": NOW, **changes})


def a_device(**changes: Any) -> Device:
    defaults = {"id": an_id(), "user_id": an_id(), "label": "Firefox, Linux", "network": "192.0.2.0/24"}
    return Device(**{**defaults, "created_at": NOW, "last_used_at": NOW, **changes})


def an_identity(**changes: Any) -> LinkedIdentity:
    defaults = {"id": an_id(), "user_id": an_id(), "provider": "example", "subject": str(an_id())}
    return LinkedIdentity(**{**defaults, "created_at": NOW, "last_used_at": NOW, **changes})


def an_attempt(**changes: Any) -> KeptAttempt:
    defaults = {"attempt_id": an_id(), "digest": str(an_id()), "provider": "example", "user_id": None}
    return KeptAttempt.begun(**{**defaults, "now": NOW, **changes})


def a_browser_sign_in(**changes: Any) -> BrowserSignIn:
    defaults = {"sign_in_id": an_id(), "user_id": an_id(), "digest": str(an_id()), "now": NOW}
    return BrowserSignIn.begun(**{**defaults, **changes})


def a_challenge(**changes: Any) -> SecondFactorChallenge:
    ids = {"challenge_id": an_id(), "user_id": an_id(), "digest": str(an_id()), "attempt_id": an_id()}
    return SecondFactorChallenge.issued(**{**ids, "purpose": ChallengePurpose.SHOW, "now": NOW, **changes})


def a_one_time_token(**changes: Any) -> OneTimeToken:
    defaults = {"token_id": an_id(), "user_id": an_id(), "purpose": TokenPurpose.VERIFY_EMAIL, "digest": str(an_id())}
    return OneTimeToken.issued(**{**defaults, "now": NOW, **changes})


def an_email_change(user: User, to: EmailAddress | None = None, now: datetime = NOW) -> EmailChange:
    address = to or EmailAddress(new := f"{user.id}@new.test", new, new)
    return EmailChange.asked(change_id=an_id(), user=user, to=address, sign_in_id=an_id(), now=now)


def a_companion(**changes: Any) -> Companion:
    defaults = {"user_id": an_id(), "base_rate": Money(30_00), "status": CompanionStatus.APPROVED}
    return Companion(**_stamped(defaults, changes))


def a_card(companion: Companion | None = None, **changes: Any) -> CompanionCard:
    return CompanionCard(
        **{"companion": companion or a_companion(), "display_name": None, "avatar_url": None, **changes}
    )


def a_session(**changes: Any) -> Session:
    return Session(**_stamped({"seeker_id": an_id(), "type": SessionType.FOCUS, "planned_minutes": 30}, changes))


def a_goal(**changes: Any) -> Goal:
    defaults = {
        "session_id": an_id(),
        "title": "Write the report",
        "description": "From outline to a draft that can be sent",
        "success_criteria": ("A draft exists",),
    }
    return Goal(**_stamped(defaults, changes))


def a_contract(**changes: Any) -> Contract:
    return Contract(**_stamped({"session_id": an_id()}, changes))


def a_slot(**changes: Any) -> Slot:
    defaults = {
        "companion_id": an_id(),
        "day_of_week": Weekday.MONDAY,
        "start_time": time(9),
        "end_time": time(17),
        "timezone": "UTC",
    }
    return Slot(**_stamped(defaults, changes))


def a_booking(**changes: Any) -> Booking:
    defaults = {"session_id": an_id(), "companion_id": an_id(), "seat": 1, "period": Period.lasting(NOW, 60)}
    return Booking(**{**defaults, **changes})


def a_payment(**changes: Any) -> Payment:
    amount = changes.get("amount", Money(15_00))
    defaults = {
        "session_id": an_id(),
        "payer_id": an_id(),
        "companion_id": an_id(),
        "amount": amount,
        "authorized_amount": amount,
        "commission_basis_points": 3_000,
        "attempted_at": NOW,
        "reconciled_at": NOW,
    }
    return Payment(**_stamped(defaults, changes))


def a_refund(**changes: Any) -> Refund:
    return Refund(**_stamped({"payment_id": an_id(), "amount": Money(5_00)}, changes))


def a_snapshot(state: IntentState = IntentState.AUTHORIZED, **changes: Any) -> ProviderSnapshot:
    return ProviderSnapshot(**{"intent_id": "pi_1", "state": state, **changes})


def a_rating(**changes: Any) -> Rating:
    defaults = {
        "id": an_id(),
        "session_id": an_id(),
        "rater_id": an_id(),
        "rated_user_id": an_id(),
        "scores": Scores(overall=5),
        "created_at": NOW,
    }
    return Rating(**{**defaults, **changes})


def a_drift_log(**changes: Any) -> DriftLog:
    defaults = {
        "id": an_id(),
        "session_id": an_id(),
        "severity": DriftSeverity.LOW,
        "message": "You wanted to write",
        "trigger_type": DriftTrigger.MANUAL,
        "timestamp": NOW,
    }
    return DriftLog(**{**defaults, **changes})


def a_milestone(percent: int, **changes: Any) -> DriftLog:
    timed = {"trigger_type": DriftTrigger.TIMER, "trigger_data": {"percent": percent}}
    return a_drift_log(**{"severity": milestone_severity(percent), **timed, **changes})


def a_report(**changes: Any) -> AbuseReport:
    defaults = {
        "id": an_id(),
        "reporter_id": an_id(),
        "reported_user_id": an_id(),
        "reason": "RUDE",
        "description": "Shouted all the time",
        "created_at": NOW,
    }
    return AbuseReport(**{**defaults, **changes})


def an_act(**changes: Any) -> Act:
    defaults = {"action": AuditAction.USER_LOGIN, "actor_id": None, "entity": Entity.USER, "entity_id": an_id()}
    return Act(**{**defaults, **changes})


def a_notification(**changes: Any) -> Notification:
    """Returns a notification with a key of its own."""
    number = next(_numbers)
    defaults = {
        "id": an_id(),
        "kind": NotificationKind.SESSION_ENDED,
        "subject_id": an_id(),
        "key": f"session_ended.{number}",
        "created_at": NOW,
    }
    return Notification(**{**defaults, **changes})


def a_push_subscription(**changes: Any) -> PushSubscription:
    number = next(_numbers)
    defaults = {
        "id": an_id(),
        "endpoint": f"https://push.example.com/{number}",
        "public_key": "B" + "a" * 86,
        "auth_secret": "a" * 22,
        "created_at": NOW,
    }
    return PushSubscription(**{**defaults, **changes})
