"""Renders emails: text and HTML from the same sentences, in the receiver's language."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from attrs import field, frozen
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from hushroom_adapters.i18n.emails.languages import Language, language_for
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.model import EmailMessage, RenderedEmail

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
"""Around a name of unknown script, so that it does not turn the words beside it."""
DETAILS = ("other", "type", "device", "network", "when", "minutes", "token")
PAGES = {
    EmailKind.VERIFY_EMAIL: "verify-email",
    EmailKind.RESET_PASSWORD: "reset-password",
    EmailKind.EMAIL_CHANGE_UNDONE: "reset-password",
    EmailKind.CONFIRM_EMAIL_CHANGE: "confirm-email-change",
    EmailKind.UNDO_EMAIL_CHANGE: "undo-email-change",
    EmailKind.RECOVERY_ASKED: "stop-recovery",
    EmailKind.ACCOUNT_DELETED: "come-back",
}
"""Where the button of a letter with a token leads; others lead to the front page."""
COPIED = frozenset({"token"})
"""The facts that people copy out of an email, so that no invisible character may stand beside them."""


def _template(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def _environment(*, autoescape: bool) -> Environment:
    return Environment(
        loader=FunctionLoader(_template),
        undefined=StrictUndefined,
        autoescape=autoescape,  # noqa: S701 - off for plain text alone, which nobody interprets
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@frozen
class TemplateEmailRenderer:
    """Implements the port `EmailRenderer`; the buttons lead to pages below `web_url`."""

    web_url: str
    _html: Environment = field(init=False, factory=lambda: _environment(autoescape=True))
    _text: Environment = field(init=False, factory=lambda: _environment(autoescape=False))

    def render(self, email: EmailMessage) -> RenderedEmail:
        """Returns the rendered email; its plain text says everything that its HTML says."""
        language = language_for(email.language)
        plain = _facts(email, language)
        texts = language.emails[email.kind.value]
        subject = self._text.from_string(texts["subject"]).render(plain)
        isolated = {name: value if name in COPIED else _isolated(value, language) for name, value in plain.items()}
        marked = {name: _marked(value) for name, value in plain.items()}
        return RenderedEmail(
            subject=subject,
            text=self._said(self._text, "email.txt", subject, texts, language, isolated, self._url(email)),
            html=self._said(self._html, "email.html", subject, texts, language, marked, self._url(email)),
        )

    def _said(
        self,
        environment: Environment,
        frame: str,
        subject: str,
        texts: Mapping[str, Any],
        language: Language,
        facts: Mapping[str, Any],
        url: str,
    ) -> str:
        def say(text: str) -> str:
            said = environment.from_string(text).render(facts)
            return Markup(said) if environment.autoescape else said  # noqa: S704 - escaped by its own template

        greeting = language.frame["hello_you" if facts["name"] else "hello"]
        return environment.get_template(frame).render(
            subject=subject,
            language=language,
            greeting=say(greeting),
            paragraphs=[say(text) for text in texts["paragraphs"]],
            details=[(language.frame[name], facts[name]) for name in DETAILS if facts.get(name)],
            closing=say(texts["closing"]),
            button=texts.get("button", language.frame["button"]),
            colon=language.frame["colon"],
            signature=language.frame["signature"],
            reason=language.frame["reason"],
            url=url,
        )

    def _url(self, email: EmailMessage) -> str:
        page = PAGES.get(email.kind)
        return f"{self.web_url}/{page}?token={quote(email.facts['token'], safe='')}" if page else self.web_url


def _facts(email: EmailMessage, language: Language) -> dict[str, str | None]:
    """Returns the facts of an email as text, for the templates; None where a fact is missing."""
    facts = email.facts
    session_type, when, minutes = facts.get("type"), facts.get("when"), facts.get("minutes")
    return {
        "name": facts.get("name"),
        "token": facts.get("token"),
        "other": facts.get("other"),
        "device": facts.get("device"),
        "network": facts.get("network"),
        "type": language.session_types[session_type] if session_type else None,
        "when": language.said(when) if when else (language.frame["soon"] if session_type else None),
        "minutes": language.frame["minutes_of"].format(minutes=minutes) if minutes else None,
    }


def _isolated(value: str | None, language: Language) -> str | None:
    if value is None or not language.is_right_to_left:
        return value
    return f"{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}"


def _marked(value: str | None) -> Markup | None:
    return None if value is None else Markup("<bdi>{}</bdi>").format(value)
