"""The source of candidates: the table of companions, read whole in slices or change by change."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol


class CandidateSlice(Protocol):
    """Some hundreds or thousands of candidates in the order of their ids, as columns of binary numbers.

    All numbers are big-endian. `tags`, `languages` and `selections` name a candidate by its place in the slice.
    """

    @property
    def ids(self) -> bytes:
        """Returns the ids, 16 bytes each."""
        ...

    @property
    def rates(self) -> bytes:
        """Returns the prices of an hour in minor units, 4 bytes each."""
        ...

    @property
    def stats(self) -> Sequence[bytes]:
        """Returns average ratings, success rates and reputation scores, doubles."""
        ...

    @property
    def online(self) -> bytes:
        """Returns 1 for those who are online and 0 for the others, 2 bytes each."""
        ...

    @property
    def marks(self) -> bytes:
        """Returns checksums of the tags and languages, 4 bytes each."""
        ...

    @property
    def tags(self) -> Sequence[tuple[str, bytes]]:
        """Returns each folded tag with the places of its candidates, 4 bytes each."""
        ...

    @property
    def languages(self) -> Sequence[tuple[str, bytes]]:
        """Returns each language with the places of its candidates, 4 bytes each."""
        ...

    @property
    def selections(self) -> tuple[bytes, bytes]:
        """Returns the places of selected candidates, 4 bytes each, and the times of their selections.

        A time is a number of microseconds since 1970, 8 bytes.
        """
        ...


class CandidateFacts(Protocol):
    """The facts about one companion that changed."""

    @property
    def id(self) -> bytes: ...
    @property
    def is_offered(self) -> bool: ...
    @property
    def rate(self) -> int: ...
    @property
    def stats(self) -> tuple[float, float, float]:
        """Returns average rating, success rate and reputation score."""
        ...

    @property
    def is_online(self) -> bool: ...
    @property
    def mark(self) -> int:
        """Returns the checksum of the tags and languages."""
        ...

    @property
    def tags(self) -> Sequence[str]: ...
    @property
    def languages(self) -> Sequence[str]: ...
    @property
    def selected_at(self) -> Sequence[int]: ...


class CandidateMarks(Protocol):
    """A slice of the table with checksums instead of words and numbers of selections, to compare the columns with it.

    All numbers are as in `CandidateSlice`.
    """

    @property
    def ids(self) -> bytes: ...
    @property
    def rates(self) -> bytes: ...
    @property
    def stats(self) -> Sequence[bytes]: ...
    @property
    def online(self) -> bytes: ...
    @property
    def marks(self) -> bytes: ...
    @property
    def selections(self) -> bytes:
        """Returns the numbers of selections, 4 bytes each."""
        ...


class CandidateChanges(Protocol):
    """The changes after a position in the log of changes."""

    @property
    def position(self) -> str:
        """Returns the position after these changes."""
        ...

    @property
    def newest(self) -> int:
        """Returns the number of the newest change in the log."""
        ...

    @property
    def is_complete(self) -> bool:
        """Returns False when more changed than the log says, so that all candidates have to be read again."""
        ...

    @property
    def facts(self) -> Sequence[CandidateFacts]: ...


class CandidateReading(Protocol):
    """All candidates, from one moment on: what changes during the reading is found after `position`."""

    @property
    def position(self) -> str: ...
    @property
    def newest(self) -> int: ...
    @property
    def slices(self) -> Iterator[CandidateSlice]: ...


class CandidateSource(Protocol):
    """Reads candidates. Methods that are not asynchronous block, and are for threads."""

    def reading(self, since: datetime) -> AbstractContextManager[CandidateReading | None]:
        """Opens a reading of all candidates with their selections after `since`.

        Of all processes one reads at a time; the others get None and try again.
        """
        ...

    def marks(self, since: datetime) -> Iterator[CandidateMarks]:
        """Reads the checksums of all candidates and the numbers of their selections after `since`."""
        ...

    async def changes(self, position: str, since: datetime) -> CandidateChanges:
        """Returns the changes after a position, with selections after `since`."""
        ...

    async def facts(self, ids: Collection[bytes], since: datetime) -> Sequence[CandidateFacts]:
        """Returns the facts about these companions; one that is gone is not offered."""
        ...

    async def wait(self, timeout_seconds: float) -> bool:
        """Waits for a change, at most for this time."""
        ...
