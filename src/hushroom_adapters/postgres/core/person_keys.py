"""The keys under which the personal parts of the audit log are sealed."""

from typing import Protocol


class PersonKey(Protocol):
    """The key of one person."""

    def seal(self, text: str, place: str) -> str: ...
    def open(self, sealed: str, place: str) -> str | None: ...


class AuditSeals(Protocol):
    """Makes and opens the keys of people, which are stored sealed."""

    def new_key(self, owner: str) -> str:
        """Returns a new key of a person, sealed."""
        ...

    def person(self, sealed_key: str, owner: str) -> PersonKey | None:
        """Returns the key of a person; None when the key that sealed it is gone."""
        ...
