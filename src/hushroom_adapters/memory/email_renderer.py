"""Emails in plain English, for programs without templates of their own."""

from html import escape

from attrs import frozen

from hushroom_domain.notifications.catalogue import CATALOGUE
from hushroom_domain.notifications.model import EmailMessage, RenderedEmail

UNSAID = {"name": "you", "other": "somebody", "when": "as soon as both are ready", "token": ""}
"""The text in place of a missing fact."""


@frozen
class PlainEmailRenderer:
    """Implements `EmailRenderer`, in English for every language."""

    def render(self, email: EmailMessage) -> RenderedEmail:
        told = {name: fact for name, fact in email.facts.items() if fact is not None}
        row = CATALOGUE[email.kind]
        text = f"Dear {{name}},\n\n{row.sentence}\n".format_map({**UNSAID, **told})
        return RenderedEmail(subject=row.subject, text=text, html=f"<p>{escape(text)}</p>")
