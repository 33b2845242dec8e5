"""The errors about proofs, and about second factors."""

from hushroom_domain.shared.errors import Conflict, Forbidden, NotFound, RuleViolated, Unauthenticated


class ProofRefused(Unauthenticated):
    """The parent of the errors about a wrong proof, such as a password.

    `retry_after_seconds` is set if the proof was not looked at, because too many attempts failed before.
    """

    code = "auth.proof_refused"
    message = "This does not prove who you are"

    def __init__(self, *, retry_after_seconds: int | None = None) -> None:
        """Takes the seconds until the next attempt is looked at."""
        super().__init__()
        self.retry_after_seconds = retry_after_seconds


class ChallengeEnded(Unauthenticated):
    """The challenge is unknown, met, expired or failed too often; the answer does not say which."""

    code = "auth.second_factor.challenge_ended"
    message = "This sign-in took too long or failed too often; begin again"


class WrongSecondFactor(ProofRefused):
    """Also raised for a code that was used before, and after too many recent attempts."""

    code = "auth.second_factor.wrong"
    message = "The code is not correct, or was used before"


class StepUpRequired(Forbidden):
    """A second factor has to be shown again in this sign-in; `problems` names the kinds that will do."""

    code = "auth.step_up_required"
    message = "Show your second factor first"


class RecentSignInRequired(Forbidden):
    """The sign-in is too old for an act that leaves a way into the account behind, and no password came with it."""

    code = "auth.recent_sign_in_required"
    message = "Type your password, or log in again, before you do this"


class TotpEnrolled(Conflict):
    code = "auth.totp.enrolled"
    message = "You have an authenticator app already; remove it first"


class TotpNotBegun(RuleViolated):
    code = "auth.totp.not_begun"
    message = "Begin to set an authenticator app up first"


class WrongTotpCode(RuleViolated):
    """Also raised after too many recent attempts."""

    code = "auth.totp.wrong_code"
    message = "The code is not correct; wait for the next one and try again"


class FactorRequired(RuleViolated):
    """An administrator may not remove the last second factor, where the operator demands one."""

    code = "factor.required"
    message = "Administrators must keep a second factor; add another one first"


class RecoveryNotFound(NotFound):
    code = "factor_recovery.not_found"
    message = "This request to recover an account does not exist"


class RecoveryTooEarly(RuleViolated):
    """The owner has 72 hours to stop a recovery before an administrator may approve it."""

    code = "factor_recovery.too_early"
    message = "It is too early to approve this, because the owner may still stop it"


class RecoveryOfOneself(Forbidden):
    code = "factor_recovery.own"
    message = "Another administrator has to approve this"


class RecoveryQuotaReached(RuleViolated):
    code = "factor_recovery.quota_reached"
    message = "You have asked for this as often as one person may in a day"


class FactorNotFound(NotFound):
    code = "factor.not_found"
    message = "You do not have this second factor"
