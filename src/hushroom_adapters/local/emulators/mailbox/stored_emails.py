"""The content of a raw mail, in the shape that the mailbox shows to programs and to people."""

from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from typing import Any

from attrs import frozen

PARSER = BytesParser(policy=policy.default)


@frozen(kw_only=True)
class StoredEmail:
    """One mail as one recipient received it: `received` is ISO 8601 UTC, `raw` are the bytes off the wire."""

    id: int
    recipient: str
    received: str
    raw: bytes


def shown(kept: StoredEmail) -> dict[str, Any]:
    """Returns the JSON object of a kept mail; a part that the mail does not have is null."""
    message = PARSER.parsebytes(kept.raw)
    return {
        "id": str(kept.id),
        "to": kept.recipient,
        "from": str(message.get("From", "")),
        "subject": str(message.get("Subject", "")),
        "text": _body(message, "plain"),
        "html": _body(message, "html"),
        "headers": _headers(message),
        "date": kept.received,
    }


def _body(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body(preferencelist=(kind,))
    return None if part is None else _words(part).replace("\r\n", "\n")


def _words(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except LookupError:  # a character set that nobody knows: show what can be shown
        return bytes(part.get_payload(decode=True) or b"").decode("utf-8", errors="replace")


def _headers(message: EmailMessage) -> dict[str, str]:
    """Returns the headers; the values of a header that occurs more than once stand on lines of their own."""
    names = dict.fromkeys(message.keys())
    return {name: "\n".join(str(value) for value in message.get_all(name, [])) for name in names}
