"""The causes of an error in one line, for logs."""

import re
from collections.abc import Iterator

LONGEST = 500
"""Characters of one error's message that are kept."""
DEEPEST = 6
NUMBERS = re.compile(r"\d+(\.\d+)?")


def reason_of(error: BaseException) -> str:
    """Returns the types and messages of an error and of its causes, the outermost first."""
    return ", caused by ".join(_in_words(one) for one in _chain(error))


def shape_of(reason: str) -> str:
    """Returns a reason with `#` for each number, so that two reports of the same problem are equal."""
    return NUMBERS.sub("#", reason)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yields the error and the errors that it was raised from, down to the first cause."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while isinstance(cause, Exception) and id(cause) not in seen and len(seen) < DEEPEST:
        yield cause
        seen.add(id(cause))
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _in_words(error: BaseException) -> str:
    """Returns the type and the first line of an error, because the other lines may quote text of users."""
    said = str(error).strip().partition("\n")[0].replace("\0", "")[:LONGEST]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
