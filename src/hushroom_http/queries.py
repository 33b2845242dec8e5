"""Query parameters that several routes have."""

from litestar.params import QueryParameter

from hushroom_domain.shared.paging import MAX_PAGE_SIZE
from hushroom_http.fields import LANGUAGE_MAX_LENGTH

TEXT = r"^[^\x00]*$"
"""Text that PostgreSQL can compare: anything without a NUL."""
LAST_PAGE = 1_000
DEFAULT_LIMIT = 20

LANGUAGE = QueryParameter(max_length=LANGUAGE_MAX_LENGTH, pattern=TEXT)
PAGE = QueryParameter(ge=1, le=LAST_PAGE)
LIMIT = QueryParameter(ge=1, le=MAX_PAGE_SIZE)
