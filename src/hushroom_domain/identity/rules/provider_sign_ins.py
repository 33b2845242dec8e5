"""The outcome of a sign-in by a provider: into which account a proved identity leads, and on what condition."""

from enum import Enum

from attrs import frozen


class ProviderOutcome(Enum):
    """The consequence of a proved identity."""

    SIGN_IN = "sign_in"
    """The identity belongs to an account."""
    LINK = "link"
    """The address proves the account: the identity is added to it, and the person is signed in."""
    PROVE_ACCOUNT = "prove_account"
    """The identity is added after the person has signed in with a credential that the account has."""
    REGISTER = "register"
    """A new account; its date of birth is asked for before it exists."""
    REFUSE = "refuse"
    """The account is deactivated or deleted."""


@frozen(kw_only=True)
class AccountFacts:
    """The facts of an account that decide. `has_other_identity` is about another identity of the same provider.

    `is_mailbox_proved` is about every credential of the account: whether all were set up by somebody who had proved to
    read the mailbox. A click on a mailed link confirms the address, and not that its owner opened the account.
    """

    is_enabled: bool
    is_mailbox_proved: bool
    is_admin: bool
    has_other_identity: bool


def outcome_of(*, is_verified: bool, owner: AccountFacts | None, namesake: AccountFacts | None) -> ProviderOutcome:
    """Returns the outcome for an identity whose provider has verified its address, or has not.

    `owner` is the account that has the identity, `namesake` the one that has its address. The address alone leads into
    an account only if both sides have verified it. It never leads into one of an administrator, nor into one with
    another identity of the provider, because a provider may give the address of one person to the next.
    """
    account = owner or namesake
    if account is None:
        return ProviderOutcome.REGISTER
    if not account.is_enabled:
        return ProviderOutcome.REFUSE
    if owner is not None:
        return ProviderOutcome.SIGN_IN
    is_same_person = is_verified and account.is_mailbox_proved
    is_open = not account.is_admin and not account.has_other_identity
    return ProviderOutcome.LINK if is_same_person and is_open else ProviderOutcome.PROVE_ACCOUNT


def is_address_proved(*, is_verified: bool, provided_key: str | None, key: str) -> bool:
    """Returns whether the address of a new account counts as verified.

    It does if the provider has verified it, and the account has it and no other one. The arguments are the keys of the
    address that the provider named and of the address of the account.
    """
    return is_verified and provided_key == key


def may_unlink(*, identities: int, other_credentials: int) -> bool:
    """Returns whether an identity may be removed: another credential that signs in has to stay."""
    return identities + other_credentials > 1
