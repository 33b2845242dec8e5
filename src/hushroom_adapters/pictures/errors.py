"""The reasons for which a picture is refused, as the program that reads pictures reports them."""

from enum import StrEnum


class Reason(StrEnum):
    """The reason of a refusal; the exit status of the program is `REFUSED`, its output the value."""

    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_DEMANDING = "too_demanding"
    UNSUPPORTED = "unsupported"
    VECTOR = "vector"
    DAMAGED = "damaged"
    MIXED = "mixed"


REFUSED = 10
"""The exit status of a refusal."""


class PictureRefused(Exception):
    """The picture is refused."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
