"""The pages of companions: the list, one profile, and the decisions on it."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from litestar import Response
from litestar.response import Stream

from hushroom_domain.companions.errors import CompanionNotFound
from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.queries import OwnProfile
from hushroom_domain.companions.state_machine import TRANSITIONS, CompanionAction, CompanionActor, CompanionStatus
from hushroom_domain.shared.errors import DomainError
from hushroom_domain.shared.ids import CompanionId, UserId
from hushroom_domain.shared.paging import Page, Window
from hushroom_http.pages.administration.downloads import csv_file, time_in_file
from hushroom_http.pages.administration.lists import choice_of, show_list
from hushroom_http.pages.administration.names import ANY, options_of
from hushroom_http.pages.administration.showing import show_admin, show_admin_refused
from hushroom_http.pages.administration.trail import trail_of
from hushroom_http.pages.form_fields import Field
from hushroom_http.pages.forms import Form, Submission, query_values, submission
from hushroom_http.pages.guards import reader_of
from hushroom_http.pages.rendering import see_other
from hushroom_http.pages.translations import N_
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

FILTERS = Form((
    Field(
        name="status",
        label=N_("State"),
        kind="select",
        options=(ANY, *options_of(CompanionStatus)),
        is_required=False,
    ),
))  # fmt: skip
COLUMNS: Mapping[str, Callable[[OwnProfile], object]] = {
    "id": lambda own: own.companion.id,
    "userId": lambda own: own.user.id,
    "email": lambda own: own.user.email,
    "displayName": lambda own: own.user.display_name,
    "status": lambda own: own.companion.status,
    "tier": lambda own: own.companion.type,
    "pricePerHour": lambda own: own.companion.hourly_rate,
    "completedSessions": lambda own: own.companion.stats.total_sessions,
    "createdAt": lambda own: time_in_file(own.companion.created_at),
}
DECISION = Form(())
Act = Callable[[CompanionId, UserId], Awaitable[Companion]]
"""A use case by which an administrator decides on a profile."""


@get("/admin/companions")
async def show_companions(request: WebRequest) -> Response[bytes]:
    """Returns the companions in a status, newest first."""

    async def find(sent: Submission, window: Window) -> Page[OwnProfile]:
        return await request.queries.admin.companions(window, choice_of(sent, "status", CompanionStatus))

    return await show_list(request, "administration/companions.html", FILTERS, find)


@get("/admin/companions.csv")
async def download_companions(request: WebRequest) -> Stream:
    """Returns all companions that match the filters as CSV."""
    status = choice_of(query_values(request), "status", CompanionStatus)
    return await csv_file(
        request, "companions", FILTERS, COLUMNS, lambda window: request.queries.admin.companions(window, status)
    )


@get("/admin/companions/{companion_id:str}")
async def show_companion(request: WebRequest, companion_id: PathId) -> Response[bytes]:
    """Returns one profile with the decisions that are possible, and the acts on it."""
    own = await _profile(request, companion_id)
    return show_admin(
        request,
        "administration/companion.html",
        own=own,
        can=_possible(own),
        trail=await trail_of(request, own.companion.id),
    )


@get("/admin/companions/{companion_id:str}/approve")
async def ask_approval(request: WebRequest, companion_id: PathId) -> Response[bytes]:
    """Returns the page that says what an approval changes."""
    return await _ask(request, companion_id, "administration/approve.html")


@post("/admin/companions/{companion_id:str}/approve", status_code=200)
async def approve(request: WebRequest, companion_id: PathId) -> Response[bytes]:
    """Accepts an application that waits for review."""
    act = request.application.companions.approve
    return await _decide(request, companion_id, act, template="administration/approve.html", done="approved")


@get("/admin/companions/{companion_id:str}/suspend")
async def ask_suspension(request: WebRequest, companion_id: PathId) -> Response[bytes]:
    """Returns the page that says what a suspension ends."""
    return await _ask(request, companion_id, "administration/suspend.html")


@post("/admin/companions/{companion_id:str}/suspend", status_code=200)
async def suspend(request: WebRequest, companion_id: PathId) -> Response[bytes]:
    """Suspends a companion."""
    act = partial(request.application.companions.suspend, sign_in_id=reader_of(request).sign_in_id)
    return await _decide(request, companion_id, act, template="administration/suspend.html", done="suspended")


@get("/admin/companions/{companion_id:str}/reactivate")
async def ask_reactivation(request: WebRequest, companion_id: PathId) -> Response[bytes]:
    """Returns the page that says what the end of a suspension changes."""
    return await _ask(request, companion_id, "administration/reactivate.html")


@post("/admin/companions/{companion_id:str}/reactivate", status_code=200)
async def reactivate(request: WebRequest, companion_id: PathId) -> Response[bytes]:
    """Ends the suspension of a companion."""
    act = partial(request.application.companions.reactivate, sign_in_id=reader_of(request).sign_in_id)
    return await _decide(request, companion_id, act, template="administration/reactivate.html", done="reactivated")


async def _ask(request: WebRequest, companion_id: str, template: str) -> Response[bytes]:
    """Returns the page that asks for a decision on a profile."""
    own = await _profile(request, companion_id)
    return show_admin(request, template, form=DECISION, own=own, can=_possible(own))


async def _decide(request: WebRequest, companion_id: str, act: Act, *, template: str, done: str) -> Response[bytes]:
    """Takes a decision on a profile; a refused one is named on the page that asked for it."""
    own, sent = await _profile(request, companion_id), await submission(request)
    try:
        await act(own.companion.id, request.viewer.user_id)
    except DomainError as refusal:
        facts = {"own": own, "can": _possible(own)}
        return show_admin_refused(request, template, form=DECISION, sent=sent, refusal=refusal, **facts)
    return see_other(f"/admin/companions/{own.companion.id}", done=done)


async def _profile(request: WebRequest, companion_id: str) -> OwnProfile:
    own = await request.queries.admin.companion(CompanionId(id_in_path(companion_id, CompanionNotFound)))
    if own is None:
        raise CompanionNotFound
    return own


def _possible(own: OwnProfile) -> frozenset[str]:
    """Returns the names of the decisions that an administrator can take now."""
    actions = TRANSITIONS.allowed(own.companion.status, CompanionActor.ADMIN)
    return frozenset(action.value for action in CompanionAction if action in actions)


HANDLERS = (
    show_companions,
    download_companions,
    show_companion,
    ask_approval,
    approve,
    ask_suspension,
    suspend,
    ask_reactivation,
    reactivate,
)
