"""The filters above the list of companions: the ones that are kept for many readers name none of them."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from attrs import evolve

from hushroom_domain.identity.model import UserRole
from hushroom_domain.identity.queries import BrowserViewer
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_http.pages.context import PageContext
from hushroom_http.pages.directory.filters import TEMPLATE, written_filters
from hushroom_http.pages.directory.forms import filters_of
from hushroom_http.pages.forms import Submission
from hushroom_http.pages.languages import NAMES, language_of
from hushroom_http.pages.rendering import fragment
from tests.support.existing import existing

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOTHING = Submission({})


def page_of(tag: str, zone_key: str = "Europe/Paris", prefix: str = "", *, is_signed_in: bool = True) -> PageContext:
    reader = BrowserViewer(
        user_id=UserId(uuid4()),
        sign_in_id=FamilyId(uuid4()),
        role=UserRole.USER,
        display_name="Ada Secret",
        first_name="Ada",
        last_name="Secret",
        avatar_url=None,
        language=tag,
        timezone=zone_key,
        is_email_verified=True,
        last_used_at=NOW,
        ends_at=NOW,
        unread_notifications=7,
    )
    page = PageContext.of_nobody(existing(language_of(tag)), zone_key, path=f"{prefix}/companions")
    return evolve(page, now=NOW, reader=reader, form_token="t" * 64) if is_signed_in else page


@pytest.mark.parametrize("tag", NAMES)
@pytest.mark.parametrize("is_signed_in", [True, False])
@pytest.mark.parametrize(("zone_key", "prefix"), [("Europe/Paris", ""), ("Asia/Tokyo", "/fr"), ("UTC", "/ar")])
def test_kept_filters_are_those_that_are_written_anew(tag: str, is_signed_in: bool, zone_key: str, prefix: str) -> None:
    page = page_of(tag, zone_key, prefix, is_signed_in=is_signed_in)
    form = filters_of(page, NOTHING)
    facts = {"is_signed_in": is_signed_in, "is_filtered": False, "names_zone": False}
    anew = fragment(page, TEMPLATE, form=form, **facts)
    assert [written_filters(page, form, NOTHING) for _ in range(2)] == [anew, anew]
    assert "Secret" not in anew
    assert page.form_token not in anew or not page.form_token


@pytest.mark.parametrize("sent", [{"q": ["calm"]}, {"zone": ["Asia/Tokyo"]}, {"online": ["yes"]}, {"q": [""]}])
def test_filters_with_an_entry_show_it(sent: dict[str, list[str]]) -> None:
    page, entered = page_of("en", is_signed_in=False), Submission(sent)
    shown = written_filters(page, filters_of(page, entered), entered)
    (value,) = next(iter(sent.values()))
    assert f'value="{value}"' in shown
    assert (shown == written_filters(page, filters_of(page, NOTHING), NOTHING)) is (not value)
