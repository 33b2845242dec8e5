"""Constraints whose violation is an error of the domain: the error is declared beside the constraint."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import TypeVar

from sqlalchemy import Constraint, Index

from hushroom_adapters.postgres.core.columns import METADATA
from hushroom_domain.shared.errors import DomainError

C = TypeVar("C", bound=Constraint | Index)
ERROR = "error"


def raising(error: type[DomainError], constraint: C) -> C:
    """Declares the error that a violation of `constraint` amounts to, and returns the constraint."""
    constraint.info[ERROR] = error
    return constraint


def errors_by_constraint() -> Mapping[str, type[DomainError]]:
    """Returns the declared errors by the name of their constraint.

    Every other constraint guards against a mistake in the program: its violation is a failure of the program.
    """
    found: dict[str, type[DomainError]] = {}
    for table in METADATA.tables.values():
        guards: Iterable[Constraint | Index] = chain(table.constraints, table.indexes)
        found |= {str(guard.name): guard.info[ERROR] for guard in guards if ERROR in guard.info}
    return found
