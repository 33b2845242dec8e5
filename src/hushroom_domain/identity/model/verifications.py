"""The verification of a person's identity."""

from datetime import datetime
from enum import StrEnum

from attrs import evolve, frozen

from hushroom_domain.identity.policy import VERIFIED_FOR
from hushroom_domain.identity.state_machine import (
    VERIFICATION_TRANSITIONS,
    VerificationAction,
    VerificationActor,
    VerificationStatus,
)
from hushroom_domain.shared.ids import UserId


class VerificationFailure(StrEnum):
    """The reasons for which a verification fails."""

    DOCUMENT_EXPIRED = "DOCUMENT_EXPIRED"
    CONSENT_DECLINED = "CONSENT_DECLINED"
    UNCONFIRMED = "UNCONFIRMED"
    """The provider could not confirm the document or its holder."""
    UNDERAGE = "UNDERAGE"


class ReportedState(StrEnum):
    """The state of a verification session as the provider reports it, in terms of the domain."""

    WAITING = "WAITING"
    """For a document of the person."""
    PROCESSING = "PROCESSING"
    VERIFIED = "VERIFIED"
    """An adult, by a genuine document."""
    FAILED = "FAILED"
    ENDED = "ENDED"
    """Cancelled, redacted, or unknown to the provider."""


@frozen(kw_only=True)
class VerificationReport:
    """The state of one verification session at the provider, without any data of the document.

    `url` is the page on which the person hands in a document, None when none is awaited.
    """

    session_id: str
    state: ReportedState
    failure: VerificationFailure | None = None
    url: str | None = None


@frozen(kw_only=True)
class IdentityVerification:
    """The verification of one person: its state, and the provider's session while one may still be used.

    `attempt` counts the sessions of the person; it is part of the idempotency key.
    """

    user_id: UserId
    status: VerificationStatus = VerificationStatus.DECLARED
    attempt: int = 0
    session_id: str | None = None
    failure: VerificationFailure | None = None
    verified_at: datetime | None = None
    updated_at: datetime

    def is_valid(self, now: datetime) -> bool:
        """Returns whether the identity is verified and the verification is not too old."""
        return (
            self.status is VerificationStatus.VERIFIED
            and self.verified_at is not None
            and now < self.verified_at + VERIFIED_FOR
        )

    def begun(self, now: datetime) -> "IdentityVerification":
        """Returns the verification with a new attempt, whose session is not open yet. Raises: IllegalTransition."""
        after = self._moved(VerificationAction.BEGIN, VerificationActor.PERSON, now)
        return evolve(after, attempt=self.attempt + 1, session_id=None, failure=None, verified_at=None)

    def opened(self, session_id: str, now: datetime) -> "IdentityVerification":
        """Returns the verification with the provider's session."""
        return evolve(self, session_id=session_id, updated_at=now)

    def reported(self, report: VerificationReport, now: datetime) -> "IdentityVerification":
        """Returns the verification after a report; a report about another session or of what is known changes nothing.

        What was verified stays so until it expires, whatever the provider reports later.
        """
        if report.session_id != self.session_id or self.status not in _UNDECIDED:
            return self
        action = _ANSWERS.get(report.state)
        if action is None or not VERIFICATION_TRANSITIONS.can(action, self.status, VerificationActor.PROVIDER):
            return evolve(self, session_id=None, updated_at=now) if report.state is ReportedState.ENDED else self
        failed = report.state is ReportedState.FAILED
        return evolve(
            self._moved(action, VerificationActor.PROVIDER, now),
            session_id=None if report.state is ReportedState.ENDED else self.session_id,
            failure=(report.failure or VerificationFailure.UNCONFIRMED) if failed else None,
            verified_at=now if report.state is ReportedState.VERIFIED else None,
        )

    def expired(self, now: datetime) -> "IdentityVerification":
        """Returns the expired verification. Raises: IllegalTransition (unless verified)."""
        return self._moved(VerificationAction.EXPIRE, VerificationActor.SYSTEM, now)

    def _moved(self, action: VerificationAction, actor: VerificationActor, now: datetime) -> "IdentityVerification":
        return evolve(self, status=VERIFICATION_TRANSITIONS.next(action, self.status, actor), updated_at=now)


_UNDECIDED = frozenset({VerificationStatus.PENDING, VerificationStatus.FAILED})
_ANSWERS = {
    ReportedState.PROCESSING: VerificationAction.SUBMIT,
    ReportedState.VERIFIED: VerificationAction.VERIFY,
    ReportedState.FAILED: VerificationAction.FAIL,
    ReportedState.ENDED: VerificationAction.CANCEL,
}
"""The action that a reported state stands for; a session that waits for a document changes nothing."""
