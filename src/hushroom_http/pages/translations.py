"""Marks of texts that are translated later."""


def N_(text: str) -> str:  # noqa: N802 - the name that gettext's tools know
    """Marks a text for the catalogues and returns it unchanged; the template that shows it translates it."""
    return text
