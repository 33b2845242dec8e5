"""Letters in plain English words, for programs that bring no templates of their own."""

from html import escape

from attrs import frozen

from hushroom_domain.notifications.catalogue import CATALOGUE
from hushroom_domain.notifications.model import EmailMessage, RenderedEmail

UNSAID = {"name": "you", "other": "somebody", "when": "as soon as both are ready", "token": ""}
"""What stands for a fact that nobody told."""


@frozen
class PlainEmailRenderer:
    """Implements `Letters`, in English whatever the language."""

    def render(self, email: EmailMessage) -> RenderedEmail:
        told = {name: fact for name, fact in email.facts.items() if fact is not None}
        row = CATALOGUE[email.kind]
        text = f"Dear {{name}},\n\n{row.sentence}\n".format_map({**UNSAID, **told})
        return RenderedEmail(subject=row.subject, text=text, html=f"<p>{escape(text)}</p>")
