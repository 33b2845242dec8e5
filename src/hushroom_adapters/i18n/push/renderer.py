"""Renders push messages in the receiver's language, as the JSON that the service worker of the pages reads."""

import json
import tomllib
from importlib.resources import files
from typing import Any

from attrs import frozen

from hushroom_adapters.i18n.emails.languages import language_for
from hushroom_domain.notifications.model import PushMessage
from hushroom_domain.shared.time import zone_words

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
"""Around a time in Latin letters and digits, so that it does not turn the words beside it."""
WORDS: dict[str, dict[str, Any]] = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
"""The words of each kind of push message, by language."""


@frozen
class WordedPushRenderer:
    """Implements the port `PushRenderer`."""

    def render(self, message: PushMessage) -> bytes:
        """Returns the JSON with title, body, language, direction, the page to open, and the tag of its kind."""
        language = language_for(message.language)
        words = WORDS[message.kind.value][language.code]
        moment = f"{message.moment:%H:%M} ({zone_words(message.moment)})"
        if language.is_right_to_left:
            moment = f"{FIRST_STRONG_ISOLATE}{moment}{POP_ISOLATE}"
        shown = {
            "title": words["title"].format(time=moment),
            "body": words["body"].format(time=moment),
            "lang": language.code,
            "dir": language.direction,
            "url": f"/sessions/{message.session_id}",
            "tag": f"{message.kind.value}.{message.session_id}",
        }
        return json.dumps(shown, ensure_ascii=False).encode()
