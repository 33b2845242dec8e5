"""The envelope of the pages of long lists."""

from typing import Any, TypedDict

from hushroom_domain.shared.paging import Page
from hushroom_http.api_v1.response_shape import Answer


class PageAnswer(Answer):
    """A page of a list; each kind of page adds its list under a name of its own.

    Where counting stops early, `total` is the number at which it stopped, and `total_is_capped`.
    """

    total: int
    total_is_capped: bool
    page: int
    limit: int
    total_pages: int


class PageFields(TypedDict):
    """The fields of `PageAnswer`."""

    total: int
    total_is_capped: bool
    page: int
    limit: int
    total_pages: int


def page_fields(found: Page[Any], page: int, limit: int) -> PageFields:
    """Returns the fields of page number `page` with at most `limit` items, apart from its list."""
    return {
        "total": found.total,
        "total_is_capped": found.is_total_capped,
        "page": page,
        "limit": limit,
        "total_pages": -(-found.total // limit),
    }
