"""A message as a mail: UTF-8, text and HTML side by side, protected against forged headers."""

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from string import whitespace

from hushroom_domain.identity.rules.email_addresses import ToAscii
from hushroom_domain.notifications.model import OutgoingEmail

FORBIDDEN = frozenset(whitespace + '<>()[],;:\\"')
"""In quotes some of these could stand in an address; no mail provider hands such an address out."""


class NotAnAddress(ValueError):
    """Mail cannot be addressed to this text."""


def mail_of(message: OutgoingEmail, sender: str, to_ascii: ToAscii) -> EmailMessage:
    """Returns the mail, dated now. Raises: NotAnAddress."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(sender, to_ascii)
    mail["To"] = _address(message.to, to_ascii)
    mail["Subject"] = _on_one_line(message.words.subject)
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = f"<{message.message_id.strip('<>')}>"
    for name, value in message.headers.items():
        mail[name] = _on_one_line(value)
    mail.set_content(message.words.text)
    mail.add_alternative(message.words.html, subtype="html")
    return mail


def _address(written: str, to_ascii: ToAscii) -> Address:
    """Returns `Name <name@example.com>` or the bare address; names and addresses may be in any script.

    A domain of another script is written in ASCII where the local part is ASCII, so that every server takes the mail:
    SMTPUTF8 is needed for the local part only.
    """
    name, bare = parseaddr(written)
    username, _, domain = bare.rpartition("@")
    if not username or not domain or FORBIDDEN.intersection(bare) or "@" in username:
        raise NotAnAddress
    if username.isascii() and not domain.isascii():
        domain = to_ascii(domain) or domain
    return Address(display_name=name, username=username, domain=domain)


def _on_one_line(value: str) -> str:
    return " ".join(value.split())
