"""Forms that were refused because of a sign-in: nothing that was typed is lost."""

import json
from typing import Any

from attrs import frozen

from hushroom_domain.shared.errors import ValidationFailed
from hushroom_http.pages.forms import OWN_FIELDS, TAKES_FILES, Submission, submission
from hushroom_http.pages.next_paths import safe_path
from hushroom_http.server.request import WebRequest

SUBMITTED = "submission"
"""The name in a request's state of the fields that were sent."""
SECRETS = ("password", "factorcode", "totpsecret", "challenge")
"""Parts of the names of fields whose values are not kept."""
MOST_CHARACTERS = 60_000
FIELD, PATH = "again", "again_path"


@frozen
class ResentForm:
    """A form that is sent again: its address and its fields, without those of the frame, passwords and codes."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def packed(self) -> str:
        """Returns the fields as one text, for a hidden field."""
        return json.dumps(self.fields, ensure_ascii=False)


def resent(path: str, sent: Submission | None) -> ResentForm:
    """Returns the form that was sent to a path."""
    values = sent.values if sent else {}
    named = ((name, value) for name, found in values.items() for value in found)
    form = ResentForm(path, tuple(one for one in named if _is_kept(one[0])))
    return form if len(form.packed) <= MOST_CHARACTERS else ResentForm(path, ())


def holds_secrets_alone(sent: Submission | None) -> bool:
    """Returns whether nothing would be left to send again, because all that was typed is a password or a code."""
    typed = [name for name in (sent.values if sent else ()) if name not in OWN_FIELDS]
    return bool(typed) and not any(map(_is_kept, typed))


def unpacked(sent: Submission) -> ResentForm | None:
    """Returns the form that came along with the form of signing in; None without one."""
    path, text = safe_path(sent.text(PATH), ""), sent.typed(FIELD)
    if not path or not text or len(text) > MOST_CHARACTERS:
        return None
    try:
        fields = [(_written(name), _written(value)) for name, value in json.loads(text)]
    except (ValueError, TypeError, RecursionError):
        return None
    return ResentForm(path, tuple(one for one in fields if _is_kept(one[0])))


async def remember(request: WebRequest) -> None:
    """Puts the fields of an unsafe request into its state, for the page that refuses it.

    The body of a form with a file is not read: browsers send no file again, and strangers would fill the memory.
    """
    state: dict[str, Any] = request.scope["state"]
    if request.route_handler.opt.get(TAKES_FILES):
        state[SUBMITTED] = None
        return
    try:
        state[SUBMITTED] = await submission(request)
    except ValidationFailed:
        state[SUBMITTED] = None


def _written(part: object) -> str:
    """Returns a name or a value as text. Raises: UnicodeError (JSON can hold halves of characters, a page cannot)."""
    text = str(part)
    text.encode()
    return text


def _is_kept(name: str) -> bool:
    return name not in OWN_FIELDS and not any(secret in name.lower() for secret in SECRETS)
