"""The filters of searches, on the columns."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hushroom_adapters.candidates.columns import Columns
from hushroom_adapters.candidates.vocabulary import Rows
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.text import fold


def fitting(
    columns: Columns,
    *,
    is_online: bool | None = None,
    max_price: Money | None = None,
    language: str | None = None,
    expertise_tag: str | None = None,
) -> NDArray[np.bool_]:
    """Returns for each row whether its companion is offered and fits; None and empty texts ask for nothing."""
    found = columns.is_offered[: columns.size].copy()
    if is_online is not None:
        found &= columns.is_online == is_online
    if max_price is not None:
        found &= columns.rates[: columns.size] <= max_price.minor
    for rows in _named(columns, language, expertise_tag):
        found &= is_among(columns, rows)
    return found


def is_among(columns: Columns, rows: Rows) -> NDArray[np.bool_]:
    """Returns for each row whether it is one of `rows`, which may be repeated."""
    found = np.zeros(columns.size, np.bool_)
    found[rows] = True
    return found


def _named(columns: Columns, language: str | None, expertise_tag: str | None) -> Sequence[Rows]:
    """Returns the rows of the language and those of the tag, where they are asked for."""
    spoken = [columns.languages.rows_of(language.casefold())] if language else []
    known = [columns.tags.rows_of(fold(expertise_tag))] if expertise_tag else []
    return [*spoken, *known]
