"""The contract templates and the contracts of sessions."""

from typing import Annotated

from litestar import Router
from litestar.params import JSONBody, QueryParameter
from msgspec import UNSET, UnsetType, field

from hushroom_domain.companions.model import CompanionMode
from hushroom_domain.contracts.errors import ContractNotFound, TemplateNotFound
from hushroom_domain.contracts.model import Rule, SessionType
from hushroom_domain.contracts.policy import RULE_MINUTES, RULES, TOPICS
from hushroom_domain.contracts.use_cases.accept_contract import AcceptContract
from hushroom_domain.contracts.use_cases.create_contract import CreateContract
from hushroom_domain.contracts.use_cases.revise_contract import ReviseContract
from hushroom_domain.shared.ids import ContractId, SessionId, TemplateId
from hushroom_http.api_v1.contracts.responses import (
    ContractAnswer,
    TemplateAnswer,
    contract_answer,
    contract_fields,
    template_answer,
)
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.routing import get, patch, post
from hushroom_http.api_v1.sessions.responses import SessionAnswer, session_answer
from hushroom_http.inputs.field_types import Id, RuleType, RuleWords, Topic, between, items
from hushroom_http.inputs.request_bodies import Body, Nothing
from hushroom_http.server.guards import require_user
from hushroom_http.server.path_params import PathId, id_in_path


class RuleInTerms(Body):
    """One rule; `type` is a client's own word for the kind of rule."""

    type: RuleType
    description: RuleWords | None = None
    max_minutes: Annotated[int, between(RULE_MINUTES)] | None = None
    topics: Annotated[list[Topic], items(TOPICS)] = field(default_factory=list)


Rules = Annotated[list[RuleWords | RuleInTerms], items(RULES)]
"""A rule in plain words becomes the description of a custom rule."""


class NewContract(Body):
    """Mode and rules come from the template unless given."""

    session_id: Id
    template_id: Id | None = None
    mode: CompanionMode | None = None
    rules: Rules | None = None


class OtherTerms(Body):
    """Only the given fields change; null removes the template and keeps the terms."""

    template_id: Id | UnsetType | None = UNSET
    mode: CompanionMode | UnsetType = UNSET
    rules: Rules | UnsetType = UNSET


class ContractWithSession(ContractAnswer):
    """A contract with the session that it is for."""

    session: SessionAnswer


@get("/templates", summary="List the contract templates", responses=refusals())
async def templates(
    request: ApiRequest, session_type: Annotated[SessionType | None, QueryParameter(name="sessionType")] = None
) -> list[TemplateAnswer]:
    """Returns the active templates by session type, mode and name."""
    found = await request.queries.contracts.templates(session_type)
    return [template_answer(template) for template in found]


@get("/templates/{template_id:str}", summary="Show a contract template", responses=refusals(404))
async def template(request: ApiRequest, template_id: PathId) -> TemplateAnswer:
    """Returns a template."""
    wanted = TemplateId(id_in_path(template_id, TemplateNotFound))
    found = await request.queries.contracts.template(wanted)
    if found is None:
        raise TemplateNotFound
    return template_answer(found)


@post("/", summary="Draw up a contract", guards=[require_user], security=TOKEN, responses=with_body(401, 403, 404, 409))
async def create(request: ApiRequest, data: JSONBody[NewContract]) -> ContractAnswer:
    """Draws up the contract once, by the session's owner."""
    command = CreateContract.Command(
        user_id=request.viewer.user_id,
        session_id=SessionId(data.session_id),
        template_id=TemplateId(data.template_id) if data.template_id else None,
        mode=data.mode,
        rules=None if data.rules is None else tuple(map(_rule, data.rules)),
    )
    return contract_answer(await request.application.contracts.create(command))


@get(
    "/{contract_id:str}", summary="Show a contract", guards=[require_user], security=TOKEN, responses=refusals(401, 404)
)
async def show(request: ApiRequest, contract_id: PathId) -> ContractWithSession:
    """Returns the contract with its session, to the session's participants and administrators."""
    wanted = ContractId(id_in_path(contract_id, ContractNotFound))
    view = await request.queries.sessions.of_contract(wanted, request.viewer)
    if view is None or view.contract is None:
        raise ContractNotFound
    return ContractWithSession(**contract_fields(view.contract), session=session_answer(view.session))


@patch(
    "/{contract_id:str}",
    summary="Propose other terms",
    guards=[require_user],
    security=TOKEN,
    responses=with_body(401, 403, 404),
)
async def revise(request: ApiRequest, contract_id: PathId, data: JSONBody[OtherTerms]) -> ContractAnswer:
    """Changes the terms, by the session's owner, before the first acceptance."""
    command = ReviseContract.Command(
        user_id=request.viewer.user_id,
        contract_id=ContractId(id_in_path(contract_id, ContractNotFound)),
        template_id=TemplateId(data.template_id) if data.template_id else None,
        drops_template=data.template_id is None,
        mode=None if data.mode is UNSET else data.mode,
        rules=None if data.rules is UNSET else tuple(map(_rule, data.rules)),
    )
    return contract_answer(await request.application.contracts.revise(command))


@post(
    "/{contract_id:str}/accept",
    summary="Accept a contract",
    guards=[require_user],
    security=TOKEN,
    responses=with_body(401, 403, 404),
)
async def accept(request: ApiRequest, contract_id: PathId, data: JSONBody[Nothing]) -> ContractAnswer:  # noqa: ARG001 - a bad body is refused
    """Accepts the contract for a participant; a second acceptance changes nothing."""
    wanted = ContractId(id_in_path(contract_id, ContractNotFound))
    command = AcceptContract.Command(request.viewer.user_id, wanted)
    return contract_answer(await request.application.contracts.accept(command))


def _rule(given: str | RuleInTerms) -> Rule:
    if isinstance(given, str):
        return Rule(given)
    return Rule(given.description, type=given.type, max_minutes=given.max_minutes, topics=tuple(given.topics))


def routes() -> Router:
    handlers = [templates, template, create, show, revise, accept]
    return Router("/contracts", route_handlers=handlers, tags=["contracts"])
