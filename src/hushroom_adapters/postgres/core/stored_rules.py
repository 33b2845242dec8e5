"""The JSON of contract rules: objects with a type, and the plain texts of earlier versions.

Stored rules are converted when they are read, and always written as objects. No migration rewrites them, because the
previous version shows stored rules unchanged, objects and texts alike, so that both versions work on the same rows.
"""

import json
from types import NoneType
from typing import Any, Final

from hushroom_domain.contracts.model import CUSTOM, Rule

NAMES: Final = frozenset({"type", "description", "maxMinutes", "topics"})


def write_rule(rule: Rule) -> dict[str, Any]:
    """Converts a rule to its JSON object, with the names that clients know."""
    return {
        "type": rule.type,
        "description": rule.description,
        "maxMinutes": rule.max_minutes,
        "topics": list(rule.topics),
    }


def read_rule(stored: Any) -> Rule:
    """Converts a stored rule. Plain words and objects of another form become the description of a custom rule."""
    if isinstance(stored, str):
        return Rule(stored)
    if not _is_a_rule(stored):
        return Rule(json.dumps(stored, ensure_ascii=False))
    return Rule(
        stored.get("description"),
        type=stored.get("type", CUSTOM),
        max_minutes=stored.get("maxMinutes"),
        topics=tuple(stored.get("topics") or ()),
    )


def _is_a_rule(stored: Any) -> bool:
    """Returns whether the object has the names and types of a rule, so that nothing of it is lost."""
    if not isinstance(stored, dict) or not stored.keys() <= NAMES:
        return False
    topics = stored.get("topics") or []
    return (
        isinstance(stored.get("type", CUSTOM), str)
        # A tuple of types, because Python makes a new object for each `str | None` that it meets.
        and isinstance(stored.get("description"), (str, NoneType))
        and isinstance(stored.get("maxMinutes"), (int, NoneType))
        and isinstance(topics, list)
        and (not topics or all(isinstance(topic, str) for topic in topics))
    )
