"""The filters above the list of companions as HTML.

Most readers open the list without a filter, so the form without entries is kept. It is made of the language, the
address and the time zone alone, and never of a reader.
"""

from functools import lru_cache

from markupsafe import Markup

from hushroom_http.pages.context import PageContext
from hushroom_http.pages.directory.forms import FILTERS, filters_of, is_filtered
from hushroom_http.pages.forms import Form, Submission
from hushroom_http.pages.languages import PageLanguage
from hushroom_http.pages.rendering import fragment

KEPT = 256
TEMPLATE = "directory/filters.html"
NOTHING = Submission({})


def written_filters(page: PageContext, form: Form, sent: Submission) -> Markup:
    """Returns the form of filters with what the address asks for."""
    is_signed_in = page.reader is not None
    if form.has_problems or any(sent.has(field.name) for field in FILTERS.fields):
        facts = {"is_filtered": is_filtered(sent), "names_zone": bool(sent.text("zone"))}
        return fragment(page, TEMPLATE, form=form, is_signed_in=is_signed_in, **facts)
    return _without_entries(page.language, page.prefix, page.zone_key, is_signed_in=is_signed_in)


@lru_cache(KEPT)
def _without_entries(language: PageLanguage, prefix: str, zone_key: str, *, is_signed_in: bool) -> Markup:
    page = PageContext.of_nobody(language, zone_key, path=f"{prefix}/companions")
    facts = {"is_filtered": False, "names_zone": False}
    return fragment(page, TEMPLATE, form=filters_of(page, NOTHING), is_signed_in=is_signed_in, **facts)
