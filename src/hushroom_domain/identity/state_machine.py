"""The states of the verification of an identity, of a change of address and of a recovery, with their transitions."""

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


class EmailChangeStatus(StrEnum):
    """The states of a change of address."""

    ASKED = "ASKED"
    """The account has the old address until the new one is proved."""
    CONFIRMED = "CONFIRMED"
    UNDONE = "UNDONE"
    EXPIRED = "EXPIRED"
    """The new address was not proved in time."""
    REPLACED = "REPLACED"
    """Another change was asked for before this one was confirmed."""
    CANCELLED = "CANCELLED"
    """The password was changed, or the account closed, before the change was confirmed."""


class EmailChangeAction(StrEnum):
    """The acts that change the state of a change of address."""

    CONFIRM = "CONFIRM"
    UNDO = "UNDO"
    REPLACE = "REPLACE"
    EXPIRE = "EXPIRE"
    CANCEL = "CANCEL"


class EmailChangeActor(StrEnum):
    """The actors of a change of address: the owner, the readers of both mailboxes, and the platform."""

    OWNER = "OWNER"
    NEW_MAILBOX = "NEW_MAILBOX"
    OLD_MAILBOX = "OLD_MAILBOX"
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

EA, ES, ER = EmailChangeAction, EmailChangeStatus, EmailChangeActor
EMAIL_CHANGE_TRANSITIONS: StateMachine[EmailChangeAction, EmailChangeStatus, EmailChangeActor] = StateMachine.of([
    # action      from             to              actors
    (EA.CONFIRM,  {ES.ASKED},      ES.CONFIRMED,   {ER.NEW_MAILBOX}),
    (EA.UNDO,     {ES.CONFIRMED},  ES.UNDONE,      {ER.OLD_MAILBOX}),
    (EA.REPLACE,  {ES.ASKED},      ES.REPLACED,    {ER.OWNER}),
    (EA.EXPIRE,   {ES.ASKED},      ES.EXPIRED,     {ER.SYSTEM}),
    (EA.CANCEL,   {ES.ASKED},      ES.CANCELLED,   {ER.SYSTEM}),
])  # fmt: skip


class RecoveryStatus(StrEnum):
    """The states of the recovery of an account whose owner has lost all second factors."""

    OPEN = "OPEN"
    """Asked for; an administrator may approve it after the waiting time."""
    STOPPED = "STOPPED"
    """The owner stopped it, or has the factor, or the credentials were changed."""
    APPROVED = "APPROVED"
    """The second factors are removed."""
    LAPSED = "LAPSED"
    """It was not approved in time."""


class RecoveryAction(StrEnum):
    """The acts that change the state of a recovery."""

    STOP = "STOP"
    APPROVE = "APPROVE"
    LAPSE = "LAPSE"


class RecoveryActor(StrEnum):
    """The actors of a recovery: the person, an administrator, and what happens elsewhere."""

    PERSON = "PERSON"
    ADMIN = "ADMIN"
    SYSTEM = "SYSTEM"


_A, _S, _R = RecoveryAction, RecoveryStatus, RecoveryActor
RECOVERY_TRANSITIONS: StateMachine[RecoveryAction, RecoveryStatus, RecoveryActor] = StateMachine.of([
    # action     from       to            actors
    (_A.STOP,    {_S.OPEN}, _S.STOPPED,   {_R.PERSON, _R.SYSTEM}),
    (_A.APPROVE, {_S.OPEN}, _S.APPROVED,  {_R.ADMIN}),
    (_A.LAPSE,   {_S.OPEN}, _S.LAPSED,    {_R.SYSTEM}),
])  # fmt: skip
