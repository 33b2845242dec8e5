"""Letters in plain English words, for programs that bring no templates of their own."""

from html import escape

from attrs import frozen

from hushroom_domain.notifications.model import Letter, LetterKind, Words

TEXTS = {
    LetterKind.WELCOME: ("Welcome to Hushroom", "Your account is ready."),
    LetterKind.BOOKING_CONFIRMATION: ("Your session is booked", "{type}, {minutes} minutes, with {other}, {when}."),
    LetterKind.SESSION_COMPLETED: ("Your session is complete", "{minutes} minutes with {other} are done. Thank you."),
    LetterKind.HOLD_LAPSED: ("Your session is called off", "The hold on its payment has lapsed. Nobody pays for it."),
    LetterKind.COMPANION_APPROVED: ("You are a companion now", "Your application was approved."),
    LetterKind.ACCOUNT_SUSPENDED: ("Your account is on hold", "Your account is suspended until a person has looked."),
    LetterKind.REPORT_FILED: ("Somebody was reported", "A report of abuse waits for you among the open reports."),
    LetterKind.VERIFY_EMAIL: ("Confirm your address", "This token confirms your address for 24 hours: {token}"),
    LetterKind.RESET_PASSWORD: ("Set a new password", "This token sets a new password for one hour: {token}"),
}
UNSAID = {"name": "you", "other": "somebody", "when": "as soon as both are ready", "token": ""}
"""What stands for a fact that nobody told."""


@frozen
class PlainLetters:
    """Implements `Letters`, in English whatever the language."""

    def words(self, letter: Letter) -> Words:
        told = {name: fact for name, fact in letter.facts.items() if fact is not None}
        subject, sentence = TEXTS[letter.kind]
        text = f"Dear {{name}},\n\n{sentence}\n".format_map({**UNSAID, **told})
        return Words(subject=subject, text=text, html=f"<p>{escape(text)}</p>")
