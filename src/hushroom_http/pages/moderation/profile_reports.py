"""The page on which a reader reports a companion whose profile they have read."""

from litestar import Response, Router

from hushroom_domain.companions.errors import CompanionNotFound
from hushroom_domain.companions.queries import CompanionCard
from hushroom_domain.moderation.use_cases.file_report import FileReport
from hushroom_domain.shared.errors import DomainError
from hushroom_domain.shared.ids import CompanionId
from hushroom_http.pages.forms import Form, submission
from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.moderation.filing import ABOUT_PEOPLE, DESCRIPTION, TEMPLATE, reason_field, reason_of
from hushroom_http.pages.rendering import see_other, show, show_refused
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

FORM = Form((reason_field(ABOUT_PEOPLE), DESCRIPTION))


@get("/companions/{companion_id:str}/report", guards=[require_reader])
async def show_profile_report(request: WebRequest, companion_id: PathId) -> Response[bytes]:
    """Returns the form of a report about a companion."""
    card = await _card(request, companion_id)
    return show(request, TEMPLATE, form=FORM, path=_path(card), about=card)


@post("/companions/{companion_id:str}/report", guards=[require_reader])
async def report_profile(request: WebRequest, companion_id: PathId) -> Response[bytes]:
    """Stores the report."""
    card, sent = await _card(request, companion_id), await submission(request)
    try:
        command = FileReport.Command(
            reporter_id=request.viewer.user_id,
            reported_user_id=card.companion.user_id,
            reason=reason_of(sent, ABOUT_PEOPLE),
            description=sent.text("description"),
        )
        await request.application.moderation.report(command)
    except DomainError as refusal:
        facts = {"path": _path(card), "about": card}
        return show_refused(request, TEMPLATE, form=FORM, sent=sent, refusal=refusal, **facts)
    return see_other("/account/reports", done="filed")


def routes() -> Router:
    return Router("/", route_handlers=[show_profile_report, report_profile], include_in_schema=False)


async def _card(request: WebRequest, companion_id: str) -> CompanionCard:
    """Returns the companion whom the report is about. Raises: CompanionNotFound (unknown, or the reader's own)."""
    card = await request.queries.companions.card(CompanionId(id_in_path(companion_id, CompanionNotFound)), None)
    if card is None or card.companion.user_id == request.viewer.user_id:
        raise CompanionNotFound
    return card


def _path(card: CompanionCard) -> str:
    return f"/companions/{card.companion.id}"
