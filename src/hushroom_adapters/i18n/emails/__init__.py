"""Letters in words: one frame in each language, and one file of words per email."""

from hushroom_adapters.i18n.emails.renderer import TemplateEmailRenderer

__all__ = ["TemplateEmailRenderer"]
