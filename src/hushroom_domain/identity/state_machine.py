"""The states of the verification of a person's identity and the transitions between them."""

from enum import StrEnum

from hushroom_domain.shared.state_machine import StateMachine


class VerificationStatus(StrEnum):
    """The states of a verification."""

    DECLARED = "DECLARED"
    """The date of birth is the person's own word."""
    PENDING = "PENDING"
    """The person was sent to the provider, which has not decided yet."""
    VERIFIED = "VERIFIED"
    """The provider has verified a document, and by it the person is an adult."""
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"
    """Verified too long ago."""


class VerificationAction(StrEnum):
    """The acts that change the state of a verification."""

    BEGIN = "BEGIN"
    SUBMIT = "SUBMIT"
    """Another document is handed in after one that failed."""
    VERIFY = "VERIFY"
    FAIL = "FAIL"
    CANCEL = "CANCEL"
    EXPIRE = "EXPIRE"


class VerificationActor(StrEnum):
    """The actors of a verification: the person, the provider, and the passage of time."""

    PERSON = "PERSON"
    PROVIDER = "PROVIDER"
    SYSTEM = "SYSTEM"


A, S, R = VerificationAction, VerificationStatus, VerificationActor
VERIFICATION_TRANSITIONS: StateMachine[VerificationAction, VerificationStatus, VerificationActor] = StateMachine.of([
    # action    from                                to           actors
    (A.BEGIN,  {S.DECLARED, S.FAILED, S.EXPIRED},   S.PENDING,   {R.PERSON}),
    (A.SUBMIT, {S.FAILED},                          S.PENDING,   {R.PROVIDER}),
    (A.VERIFY, {S.PENDING, S.FAILED},               S.VERIFIED,  {R.PROVIDER}),
    (A.FAIL,   {S.PENDING},                         S.FAILED,    {R.PROVIDER}),
    (A.CANCEL, {S.PENDING},                         S.DECLARED,  {R.PROVIDER}),
    (A.EXPIRE, {S.VERIFIED},                        S.EXPIRED,   {R.SYSTEM}),
])  # fmt: skip
