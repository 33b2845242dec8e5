"""The list of companions with its filters, and the public profile of one."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from litestar import Response, Router

from hushroom_domain.companions.errors import CompanionNotFound
from hushroom_domain.companions.queries import CompanionCard
from hushroom_domain.payments.rules.commission import price
from hushroom_domain.sessions.policy import DEFAULT_PLANNED_MINUTES, PLANNED_MINUTES
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_domain.shared.ids import CompanionId
from hushroom_domain.shared.paging import Position, Window
from hushroom_http.inputs.cursors import BY_COMPANION_SORT
from hushroom_http.inputs.free_companions import free_companions
from hushroom_http.pages.context import PageContext, Reader
from hushroom_http.pages.directory.filters import written_filters
from hushroom_http.pages.directory.forms import filters_of, is_filtered, wanted_of
from hushroom_http.pages.directory.free_days import coming_days, free_days, is_always_free
from hushroom_http.pages.forms import Form, Submission, query_values
from hushroom_http.pages.guards import optional_reader
from hushroom_http.pages.paging import PageLinks, asked_window, page_links
from hushroom_http.pages.policy import EMBEDDABLE
from hushroom_http.pages.public import in_all_languages, origin_of, show_public
from hushroom_http.pages.rendering import DONE, context_of, render
from hushroom_http.pages.requested import asked
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get

SHOWN_RATINGS = 10
PRICED = (PLANNED_MINUTES.min, DEFAULT_PLANNED_MINUTES, 60, PLANNED_MINUTES.max)
"""The durations in minutes whose price a profile shows."""


@frozen
class Total:
    """The number of companions that fit, counted or estimated."""

    number: int
    is_estimate: bool


@get(in_all_languages("/companions"))
async def companions(request: WebRequest) -> Response[bytes]:
    """Returns one page of the companions that fit the filters of the address."""
    sent, page = query_values(request), context_of(request)
    form = filters_of(page, sent)
    try:
        wanted = wanted_of(page, sent)
        window = asked_window(request, kind=BY_COMPANION_SORT[wanted.search.sort])
    except ValidationFailed as refusal:
        return await _shown(request, page, form.refused(sent, refusal), sent, (), None, None)
    if wanted.time is not None:
        free = await free_companions(request.application, request.queries, wanted.search, window, wanted.time)
        return await _shown(request, page, form, sent, free.cards, free.next, None)
    found = await request.queries.companions.search(wanted.search, window)
    total = Total(found.total, is_estimate=found.is_total_estimate)
    return await _shown(request, page, form, sent, found.items, found.next, total)


@get(in_all_languages("/companions/{companion_id:str}"))
async def companion(request: WebRequest, companion_id: PathId) -> Response[bytes]:
    """Returns the public profile of a companion."""
    wanted = CompanionId(id_in_path(companion_id, CompanionNotFound))
    card = await request.queries.companions.card(wanted, None)
    if card is None:
        raise CompanionNotFound
    page = context_of(request)
    reader = page.reader
    kept = await request.queries.companions.favourites_among(reader.user_id, [wanted]) if reader else ()
    span = coming_days(page.now)
    free = (await request.application.matching.free_times([card.companion], span))[wanted]
    reviews = await request.queries.ratings.of_companion(wanted, Window(take=SHOWN_RATINGS))
    return render(
        page,
        "directory/companion.html",
        origin=origin_of(request),
        card=card,
        is_kept=wanted in kept,
        is_always_free=is_always_free(free, span),
        days=free_days(page, free),
        reviews=reviews.items if reviews else (),
        prices=[(minutes, price(card.companion.hourly_rate, minutes)) for minutes in PRICED],
    )


@get(in_all_languages("/companions/{companion_id:str}/card"))
async def embedded_card(request: WebRequest, companion_id: PathId) -> Response[bytes]:
    """Returns the card of a companion that other sites may show in a frame; it is the same for every reader."""
    wanted = CompanionId(id_in_path(companion_id, CompanionNotFound))
    card = await request.queries.companions.card(wanted, None)
    if card is None:
        raise CompanionNotFound
    answer = show_public(request, "directory/embedded.html", policy=EMBEDDABLE, card=card)
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


async def _shown(
    request: WebRequest,
    page: PageContext,
    form: Form,
    sent: Submission,
    cards: Sequence[CompanionCard],
    following: Position | None,
    total: Total | None,
) -> Response[bytes]:
    links = PageLinks("", "") if form.has_problems else page_links(request, following)
    facts: dict[str, Any] = {"cards": cards, "total": total, "links": links, "is_filtered": is_filtered(sent)}
    facts |= {"kept": await _kept(request, page.reader, cards), "here": asked(request, without=DONE)}
    facts["filters"] = written_filters(page, form, sent)
    return render(page, "directory/companions.html", origin=origin_of(request), form=form, **facts)


async def _kept(request: WebRequest, reader: Reader | None, cards: Sequence[CompanionCard]) -> frozenset[CompanionId]:
    """Returns the favourites of the reader among the listed companions."""
    if reader is None or not cards:
        return frozenset()
    listed = [card.companion.id for card in cards]
    kept: frozenset[CompanionId] = await request.queries.companions.favourites_among(reader.user_id, listed)
    return kept


def routes() -> Router:
    read = Router("/", route_handlers=[companions, companion], guards=[optional_reader])
    return Router("/", route_handlers=[read, embedded_card], include_in_schema=False)
