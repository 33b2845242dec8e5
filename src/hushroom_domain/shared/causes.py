"""The causes of an error in one line, for logs: what a refusal such as "does not answer right now" came from."""

import re
from collections.abc import Iterator

LONGEST = 500
"""The characters that are kept of one error's words."""
DEEPEST = 6
NUMBERS = re.compile(r"\d+(\.\d+)?")


def reason_of(error: BaseException) -> str:
    """Returns the types and words of an error and of its causes, the outermost first."""
    return ", caused by ".join(_in_words(one) for one in _chain(error))


def shape_of(reason: str) -> str:
    """Returns a reason without its numbers: two of one shape tell of the same trouble."""
    return NUMBERS.sub("#", reason)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yields the error and what it was raised from, down to the first cause."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while isinstance(cause, Exception) and id(cause) not in seen and len(seen) < DEEPEST:
        yield cause
        seen.add(id(cause))
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _in_words(error: BaseException) -> str:
    """The type and the first line: what follows may quote what somebody wrote."""
    said = str(error).strip().partition("\n")[0].replace("\0", "")[:LONGEST]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
