"""The inbox for people: plain pages that load nothing from other servers."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

TEMPLATES = Environment(
    loader=PackageLoader("hushroom_adapters.local.emulators.mailbox"), autoescape=True, undefined=StrictUndefined
)


def inbox(messages: list[dict[str, Any]], address: str) -> str:
    return TEMPLATES.get_template("inbox.html").render(messages=messages, address=address)


def one(message: dict[str, Any]) -> str:
    return TEMPLATES.get_template("message.html").render(message=message)
