"""Letters in words: one frame, and the words of each language in a file of their own."""

from hushroom_adapters.smtp.letters.wording import TemplateLetters

__all__ = ["TemplateLetters"]
