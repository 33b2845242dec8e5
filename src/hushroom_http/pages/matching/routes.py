"""The choice of a companion for a session, with the reasons why each one fits."""

from collections.abc import Collection
from typing import Any

from attrs import frozen
from litestar import Response, Router

from hushroom_adapters.i18n.pages.catalogues import CODES
from hushroom_domain.companions.queries import CompanionCard
from hushroom_domain.matching.model import NO_CRITERIA, Criteria, Match
from hushroom_domain.matching.policy import PRICE
from hushroom_domain.matching.use_cases.find_companions import FindCompanions
from hushroom_domain.matching.use_cases.select_companion import SelectCompanion
from hushroom_domain.payments.rules.commission import price
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.errors import DomainError, ValidationFailed
from hushroom_domain.shared.ids import CompanionId
from hushroom_domain.shared.money import Money
from hushroom_http.pages.form_fields import Field, Option
from hushroom_http.pages.forms import Form, Submission, query_values, submission
from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.languages import NAMES
from hushroom_http.pages.matching.reasons import Reason, reasons_of
from hushroom_http.pages.rendering import show, show_refused
from hushroom_http.pages.sessions.steps import COMPANIONS, OwnSession, own_session
from hushroom_http.pages.translations import N_
from hushroom_http.server.path_params import PathId
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

TEMPLATE = "matching/companions.html"
AT = frozenset({SessionStatus.PENDING_MATCH})
ANY_LANGUAGE = Option("", N_("Any language"))
FILTERS = Form((
    Field(
        name="language", label=N_("Speaks"), kind="select", is_required=False,
        options=(ANY_LANGUAGE, *(Option(code, NAMES[code].partition(" ")[0], is_translated=False) for code in CODES)),
    ),
    Field(name="maxPrice", label=N_("At most, for an hour (EUR)"), limit=PRICE, is_required=False),
    Field(name="onlineOnly", label=N_("Online now"), kind="checkbox", is_required=False),
))  # fmt: skip


@frozen(kw_only=True)
class FreeCompanion:
    """A companion who is free for the session, with the price of the session and the reasons."""

    card: CompanionCard
    name: str
    total: Money
    reasons: tuple[Reason, ...]


@get("/sessions/{session_id:str}/companions", guards=[require_reader])
async def show_companions(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Returns the companions who are free for the session and meet the filters of the address, best first."""
    own = await own_session(request, session_id)
    return own.unless_at(COMPANIONS, among=AT) or await _page(request, own)


@post("/sessions/{session_id:str}/companions", guards=[require_reader])
async def select_companion(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Matches the session with a companion, who then has the hour kept."""
    own, sent = await own_session(request, session_id), await submission(request)
    elsewhere = own.unless_at(COMPANIONS, among=AT)
    if elsewhere is not None:
        return elsewhere
    try:
        command = SelectCompanion.Command(
            user_id=request.viewer.user_id,
            session_id=own.summary.session.id,
            companion_id=CompanionId(sent.uuid("companionId")),
        )
        await request.application.matching.select(command)
    except DomainError as refusal:
        facts = await _offers(request, own, NO_CRITERIA)
        return show_refused(request, TEMPLATE, form=FILTERS, sent=sent, refusal=refusal, own=own, **facts)
    return (await own_session(request, session_id)).onward


def routes() -> Router:
    return Router("/", route_handlers=[show_companions, select_companion], include_in_schema=False)


async def _page(request: WebRequest, own: OwnSession) -> Response[bytes]:
    asked = query_values(request)
    try:
        facts = await _offers(request, own, _criteria(asked))
    except ValidationFailed as refusal:
        nothing: dict[str, Any] = {"offers": (), "is_filtered": True}
        return show_refused(request, TEMPLATE, form=FILTERS, sent=asked, refusal=refusal, own=own, **nothing)
    return show(request, TEMPLATE, form=FILTERS.filled(**asked.values), own=own, **facts)


def _criteria(asked: Submission) -> Criteria:
    return Criteria(
        language=asked.optional("language"),
        max_price=asked.money("maxPrice") if asked.text("maxPrice") else None,
        online_only=asked.has("onlineOnly"),
    )


async def _offers(request: WebRequest, own: OwnSession, criteria: Criteria) -> dict[str, Any]:
    session = own.summary.session
    command = FindCompanions.Command(user_id=request.viewer.user_id, session_id=session.id, criteria=criteria)
    found = await request.application.matching.find(command)
    keywords = own.summary.goal.keywords if own.summary.goal else ()
    offers = tuple(_offer(match, session.planned_minutes, keywords, criteria) for match in found)
    return {"offers": offers, "is_filtered": criteria != NO_CRITERIA}


def _offer(match: Match, minutes: int, keywords: Collection[str], criteria: Criteria) -> FreeCompanion:
    companion = match.card.companion
    has_words = bool(keywords) and bool(companion.expertise_tags)
    return FreeCompanion(
        card=match.card,
        name=match.card.display_name or "",
        total=price(companion.hourly_rate, minutes),
        reasons=reasons_of(match.score, criteria, has_words=has_words, has_ratings=companion.stats.total_sessions > 0),
    )
