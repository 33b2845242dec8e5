"""The texts of emails: one frame per language, and one file of texts per email."""

from hushroom_adapters.i18n.emails.renderer import TemplateEmailRenderer

__all__ = ["TemplateEmailRenderer"]
