"""The pages of users: the list, one user, and the decisions about an account."""

from collections.abc import Callable, Mapping

from litestar import Response
from litestar.response import Stream

from hushroom_domain.administration.policy import SEARCHED_USER
from hushroom_domain.administration.queries import UserRecord, UserSearch
from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.identity.errors import UserNotFound
from hushroom_domain.identity.model import User, UserRole
from hushroom_domain.shared.errors import DomainError
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.paging import Page, Window
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_http.pages.administration.downloads import csv_file, time_in_file
from hushroom_http.pages.administration.lists import choice_of, show_list
from hushroom_http.pages.administration.names import ANY, options_of
from hushroom_http.pages.administration.showing import show_admin, show_admin_refused
from hushroom_http.pages.administration.trail import trail_of
from hushroom_http.pages.form_fields import Field, Option
from hushroom_http.pages.forms import Form, Submission, query_values, submission
from hushroom_http.pages.guards import reader_of
from hushroom_http.pages.rendering import see_other
from hushroom_http.pages.translations import N_
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

ACTIVE, CLOSED = "active", "closed"
STATES = (Option(ACTIVE, N_("Active")), Option(CLOSED, N_("Closed")))
FILTERS = Form((
    Field(name="search", label=N_("Address or name"), kind="search", limit=SEARCHED_USER, is_required=False),
    Field(name="role", label=N_("Role"), kind="select", options=(ANY, *options_of(UserRole)), is_required=False),
    Field(name="state", label=N_("State"), kind="select", options=(ANY, *STATES), is_required=False),
))  # fmt: skip
COLUMNS: Mapping[str, Callable[[User], object]] = {
    "id": lambda user: user.id,
    "email": lambda user: user.email,
    "displayName": lambda user: user.display_name,
    "role": lambda user: user.role,
    "isActive": lambda user: user.is_active,
    "createdAt": lambda user: time_in_file(user.created_at),
    "deletedAt": lambda user: time_in_file(user.deleted_at),
}
ROLE = Form((Field(name="role", label=N_("Role"), kind="radios", options=options_of(UserRole)),))
ACCESS = Form(())
FEW = Window(10)
STATE_OF = {ACTIVE: True, CLOSED: False}


@get("/admin/users")
async def show_users(request: WebRequest) -> Response[bytes]:
    """Returns the users that match the filters, newest first."""

    async def find(sent: Submission, window: Window) -> Page[User]:
        return await request.queries.admin.users(window, _search(sent))

    return await show_list(request, "administration/users.html", FILTERS, find)


@get("/admin/users.csv")
async def download_users(request: WebRequest) -> Stream:
    """Returns all users that match the filters as CSV."""
    search = _search(query_values(request))
    return await csv_file(
        request, "users", FILTERS, COLUMNS, lambda window: request.queries.admin.users(window, search)
    )


@get("/admin/users/{user_id:str}")
async def show_user(request: WebRequest, user_id: PathId) -> Response[bytes]:
    """Returns one user with sessions, reports and the acts on the account."""
    record = await _record(request, user_id)
    user, sessions = record.user, request.queries.sessions
    attended = await sessions.of_user(user.id, ParticipantRole.SEEKER, None, FEW)
    served = await sessions.of_user(user.id, ParticipantRole.COMPANION, None, FEW) if record.companion else None
    return show_admin(
        request,
        "administration/user.html",
        record=record,
        attended=attended.items,
        served=served.items if served else (),
        reports=await request.queries.admin.reports(FEW, None, user.id),
        trail=await trail_of(request, user.id),
    )


@get("/admin/users/{user_id:str}/access")
async def ask_access(request: WebRequest, user_id: PathId) -> Response[bytes]:
    """Returns the page that says what closing or opening the account does."""
    return show_admin(request, "administration/access.html", form=ACCESS, record=await _record(request, user_id))


@post("/admin/users/{user_id:str}/access", status_code=200)
async def change_access(request: WebRequest, user_id: PathId) -> Response[bytes]:
    """Closes an account or opens it again, as the pressed button says."""
    record, sent = await _record(request, user_id), await submission(request)
    try:
        wanted = sent.one_of("state", _state)
        await _update(request, record.user.id, is_active=wanted)
    except DomainError as refusal:
        return show_admin_refused(
            request, "administration/access.html", form=ACCESS, sent=sent, refusal=refusal, record=record
        )
    return see_other(f"/admin/users/{record.user.id}", done="opened" if wanted else "closed")


@get("/admin/users/{user_id:str}/role")
async def ask_role(request: WebRequest, user_id: PathId) -> Response[bytes]:
    """Returns the form of a user's role."""
    record = await _record(request, user_id)
    return show_admin(request, "administration/role.html", form=ROLE.filled(role=record.user.role.value), record=record)


@post("/admin/users/{user_id:str}/role", status_code=200)
async def change_role(request: WebRequest, user_id: PathId) -> Response[bytes]:
    """Changes a user's role."""
    record, sent = await _record(request, user_id), await submission(request)
    try:
        await _update(request, record.user.id, role=sent.one_of("role", UserRole))
    except DomainError as refusal:
        return show_admin_refused(
            request, "administration/role.html", form=ROLE, sent=sent, refusal=refusal, record=record
        )
    return see_other(f"/admin/users/{record.user.id}", done="role")


async def _update(
    request: WebRequest, user_id: UserId, *, is_active: bool | None = None, role: UserRole | None = None
) -> None:
    admin = reader_of(request)
    command = UpdateUser.Command(
        admin_id=admin.user_id, sign_in_id=admin.sign_in_id, user_id=user_id, is_active=is_active, role=role
    )
    await request.application.administration.update_user(command)


def _search(sent: Submission) -> UserSearch:
    """Returns the filters of a query string. Raises: ValidationFailed."""
    role = choice_of(sent, "role", UserRole)
    return UserSearch(sent.optional("search"), role, choice_of(sent, "state", _state))


async def _record(request: WebRequest, user_id: str) -> UserRecord:
    record = await request.queries.admin.user(UserId(id_in_path(user_id, UserNotFound)))
    if record is None:
        raise UserNotFound
    return record


def _state(text: str) -> bool:
    """Returns whether accounts in this state are active. Raises: ValueError."""
    if text not in STATE_OF:
        raise ValueError(text)
    return STATE_OF[text]


HANDLERS = (show_users, download_users, show_user, ask_access, change_access, ask_role, change_role)
