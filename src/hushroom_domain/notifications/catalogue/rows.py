"""The rules of one kind of email."""

from collections.abc import Callable

from attrs import frozen

from hushroom_domain.identity.model import EmailChange, TokenPurpose
from hushroom_domain.notifications.catalogue.triggers import EmailTrigger


@frozen(kw_only=True)
class EmailRow:
    """The rules of one kind of email, its words in plain English, and the events that cause it."""

    subject: str
    sentence: str
    triggers: tuple[EmailTrigger, ...]
    link: TokenPurpose | None = None
    """The purpose of the token in the link that the email carries."""
    address: Callable[[EmailChange], str | None] | None = None
    """The address of the mailbox, for an email about a change of address; it returns None when the email is untrue."""
    is_about_cancelled: bool = False
    """True if the session must be cancelled when the email is sent; else it must not be cancelled."""
    is_farewell: bool = False
    """True if a deleted user still gets the email: about a session that ended with the account, or to undo a change."""
    is_counted: bool = True
    """False if no quota of emails applies: something dearer bounds the email, or its receiver must get each one."""
    most_a_day: int | None = None
    """The quota of this kind in 24 hours, if it is smaller than that of all kinds."""
