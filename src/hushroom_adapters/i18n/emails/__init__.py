"""Letters in words: one frame, and the words of each language in a file of their own."""

from hushroom_adapters.i18n.emails.renderer import TemplateEmailRenderer

__all__ = ["TemplateEmailRenderer"]
