"""The agreement of a session: the seeker chooses it before the match, and everybody accepts it after the match."""

from attrs import evolve
from litestar import Response, Router

from hushroom_domain.contracts.errors import ContractExists, ContractFrozen
from hushroom_domain.contracts.use_cases.accept_contract import AcceptContract
from hushroom_domain.contracts.use_cases.create_contract import CreateContract
from hushroom_domain.contracts.use_cases.revise_contract import ReviseContract
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.errors import DomainError
from hushroom_domain.shared.ids import TemplateId
from hushroom_http.pages.form_fields import Field, Option
from hushroom_http.pages.forms import Form, Submission, submission
from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.rendering import context_of, see_other, show, show_refused
from hushroom_http.pages.sessions.agreements import agreement_of, offer_of
from hushroom_http.pages.sessions.steps import COMPANIONS, CONTRACT, OwnSession, own_session
from hushroom_http.pages.translations import N_
from hushroom_http.server.path_params import PathId
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

CHOOSING, READING = "contracts/choose.html", "contracts/read.html"
UNMATCHED = frozenset({SessionStatus.PENDING_MATCH})
TEMPLATE_ID = "templateId"
CHOICE = Field(name=TEMPLATE_ID, label=N_("How should your companion keep you company?"), kind="radios")


@get("/sessions/{session_id:str}/contract", guards=[require_reader])
async def show_contract(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Returns the choice of an agreement before the match, and the agreement to read and accept after it."""
    own = await own_session(request, session_id)
    if not own.is_unmatched:
        return _reading(request, own)
    return own.unless_at(CONTRACT, COMPANIONS, among=UNMATCHED) or await _choosing(request, own)


@post("/sessions/{session_id:str}/contract", guards=[require_reader])
async def choose_contract(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Creates the agreement from a template, or changes it before anybody has accepted it."""
    own, sent = await own_session(request, session_id), await submission(request)
    elsewhere = own.unless_at(CONTRACT, COMPANIONS, among=UNMATCHED)
    if elsewhere is not None:
        return elsewhere
    try:
        await _choose(request, own, TemplateId(sent.uuid(TEMPLATE_ID)))
    except (ContractExists, ContractFrozen):
        pass  # The agreement was made, or accepted, in another tab.
    except DomainError as refusal:
        return await _choosing(request, own, sent, refusal)
    return see_other(own.path + COMPANIONS)


@post("/sessions/{session_id:str}/contract/accept", guards=[require_reader])
async def accept_contract(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Accepts the agreement for the reader, and leads to the next step."""
    own = await own_session(request, session_id)
    contract = own.summary.contract
    if contract is not None and not own.is_unmatched:
        await request.application.contracts.accept(AcceptContract.Command(request.viewer.user_id, contract.id))
    return (await own_session(request, session_id)).onward


def routes() -> Router:
    handlers = [show_contract, choose_contract, accept_contract]
    return Router("/", route_handlers=handlers, include_in_schema=False)


def _reading(request: WebRequest, own: OwnSession) -> Response[bytes]:
    contract = own.summary.contract
    if contract is None:
        return see_other(own.path)
    return show(
        request,
        READING,
        own=own,
        contract=contract,
        agreement=agreement_of(contract, context_of(request).language),
        has_accepted=contract.accepted_by_user if own.is_seekers else contract.accepted_by_companion,
    )


async def _choosing(
    request: WebRequest, own: OwnSession, sent: Submission | None = None, refusal: DomainError | None = None
) -> Response[bytes]:
    """Returns the choice of an agreement, with the problem of a choice that was refused."""
    language = context_of(request).language
    templates = await request.queries.contracts.templates(own.summary.session.type)
    offers = {str(one.id): offer_of(one, language) for one in templates}
    options = tuple(Option(key, offer.name, offer.description, is_translated=False) for key, offer in offers.items())
    form = Form((evolve(CHOICE, options=options),))
    if sent is not None and refusal is not None:
        return show_refused(request, CHOOSING, form=form, sent=sent, refusal=refusal, own=own, offers=offers)
    contract = own.summary.contract
    chosen = str(contract.template_id) if contract and contract.template_id else next(iter(offers), None)
    return show(request, CHOOSING, form=form.filled(**{TEMPLATE_ID: chosen}), own=own, offers=offers)


async def _choose(request: WebRequest, own: OwnSession, template_id: TemplateId) -> None:
    user_id, contract = request.viewer.user_id, own.summary.contract
    if contract is None:
        await request.application.contracts.create(
            CreateContract.Command(user_id=user_id, session_id=own.summary.session.id, template_id=template_id)
        )
    elif contract.template_id != template_id:
        await request.application.contracts.revise(
            ReviseContract.Command(user_id=user_id, contract_id=contract.id, template_id=template_id)
        )
