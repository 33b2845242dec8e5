"""Names of people in the form in which they are stored."""

from hushroom_domain.shared.text import without_direction_marks


def plain_name(name: str | None) -> str | None:
    """Returns a name without characters that govern the direction of text.

    `NAME` refuses those that turn the text around them. The marks are removed instead, because keyboards add them
    unasked; without them, names that look the same are the same.
    """
    return None if name is None else without_direction_marks(name).strip()
