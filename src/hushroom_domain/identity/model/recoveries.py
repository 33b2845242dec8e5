"""The recovery of an account whose owner has lost all second factors."""

from datetime import datetime

from attrs import evolve, frozen

from hushroom_domain.identity.errors import RecoveryTooEarly
from hushroom_domain.identity.policy import RECOVERY_LASTS, RECOVERY_WAITS
from hushroom_domain.identity.state_machine import RECOVERY_TRANSITIONS, RecoveryAction, RecoveryActor, RecoveryStatus
from hushroom_domain.shared.ids import RecoveryId, UserId


@frozen(kw_only=True)
class FactorRecovery:
    """The request of a person, after a right first proof, to sign in without the lost second factors."""

    id: RecoveryId
    user_id: UserId
    status: RecoveryStatus = RecoveryStatus.OPEN
    asked_at: datetime
    ended_at: datetime | None = None

    @property
    def approvable_at(self) -> datetime:
        """Returns the time from which on an administrator may approve the recovery."""
        return self.asked_at + RECOVERY_WAITS

    @property
    def lapses_at(self) -> datetime:
        """Returns the time at which the recovery ends by itself."""
        return self.asked_at + RECOVERY_LASTS

    def is_open(self, now: datetime) -> bool:
        """Returns whether the recovery waits for its approval."""
        return self.status is RecoveryStatus.OPEN and now < self.lapses_at

    def may_be_approved(self, now: datetime) -> bool:
        """Returns whether an administrator may approve the recovery now."""
        return self.is_open(now) and now >= self.approvable_at

    def stopped(self, by: RecoveryActor, now: datetime) -> "FactorRecovery":
        """Returns the stopped recovery; one that is too old has lapsed. Raises: IllegalTransition."""
        if self.status is RecoveryStatus.OPEN and not self.is_open(now):
            return self.lapsed(now)
        return self._moved(RecoveryAction.STOP, by, now)

    def approved(self, now: datetime) -> "FactorRecovery":
        """Returns the approved recovery. Raises: IllegalTransition (also when it is too old), RecoveryTooEarly."""
        before = self.lapsed(now) if self.status is RecoveryStatus.OPEN and not self.is_open(now) else self
        after = before._moved(RecoveryAction.APPROVE, RecoveryActor.ADMIN, now)
        if now < self.approvable_at:
            raise RecoveryTooEarly
        return after

    def lapsed(self, now: datetime) -> "FactorRecovery":
        """Returns the recovery that nobody approved in time. Raises: IllegalTransition."""
        return self._moved(RecoveryAction.LAPSE, RecoveryActor.SYSTEM, now)

    def _moved(self, action: RecoveryAction, actor: RecoveryActor, now: datetime) -> "FactorRecovery":
        return evolve(self, status=RECOVERY_TRANSITIONS.next(action, self.status, actor), ended_at=now)
