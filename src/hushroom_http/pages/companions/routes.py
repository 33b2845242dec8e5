"""The home of a companion, the application and the profile."""

from typing import Any

from litestar import Response, Router

from hushroom_domain.companions.errors import AlreadyCompanion
from hushroom_domain.companions.model import CompanionMode
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.companions.use_cases.register_companion import RegisterCompanion
from hushroom_domain.companions.use_cases.set_presence import SetPresence
from hushroom_domain.companions.use_cases.update_companion import UpdateCompanion
from hushroom_domain.ratings.policy import RATING_WINDOW
from hushroom_domain.shared.errors import DomainError
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_http.pages.companions.agenda import agenda_of
from hushroom_http.pages.companions.forms import APPLICATION, PROFILE, profile_form
from hushroom_http.pages.companions.own import APPLICATION_PATH, own_profile
from hushroom_http.pages.forms import Submission, submission
from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.identity.renewal import renew_sign_in
from hushroom_http.pages.rendering import see_other, show, show_refused
from hushroom_http.pages.sessions.rows import session_rows
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

HOME, PROFILE_PATH = "/companion", "/companion/profile"
APPLY_TEMPLATE, PROFILE_TEMPLATE = "companions/application.html", "companions/profile.html"
COMING_UP = 50
"""The number of sessions on the home page."""


@get(HOME, guards=[require_reader])
async def show_home(request: WebRequest) -> Response[bytes]:
    """Returns the home page: what waits for the companion, today's sessions, and those that come later."""
    user_id, now = request.viewer.user_id, request.platform.clock.now()
    profile = await request.queries.companions.own(user_id)
    if profile is None:
        return see_other(APPLICATION_PATH)
    served = await request.queries.sessions.coming_up(
        user_id, ParticipantRole.COMPANION, now - RATING_WINDOW, COMING_UP
    )
    agenda = agenda_of(session_rows(served, user_id, now), now, profile.user.timezone)
    slots = await request.queries.availability.of_user(user_id)
    has_hours = any(not slot.is_blocked for slot in slots or ())
    return show(request, "companions/home.html", profile=profile, agenda=agenda, has_hours=has_hours)


@post("/companion/presence", guards=[require_reader])
async def set_presence(request: WebRequest) -> Response[bytes]:
    """Puts the companion online or offline."""
    is_online = (await submission(request)).text("online") == "yes"
    await request.application.companions.set_presence(SetPresence.Command(request.viewer.user_id, is_online))
    return see_other(HOME, done="online" if is_online else "offline")


@get(APPLICATION_PATH, guards=[require_reader])
async def show_application(request: WebRequest) -> Response[bytes]:
    """Returns the form of an application, or the state of the reader's application."""
    profile = await request.queries.companions.own(request.viewer.user_id)
    return show(request, APPLY_TEMPLATE, form=APPLICATION, profile=profile, statuses=CompanionStatus)


@post(APPLICATION_PATH, guards=[require_reader])
async def apply(request: WebRequest) -> Response[bytes]:
    """Stores the application, which an administrator reviews; the browser gets a new secret for its new role."""
    sent = await submission(request)
    try:
        command = RegisterCompanion.Command(user_id=request.viewer.user_id, **_told(sent))
        await request.application.companions.register(command)
    except AlreadyCompanion:
        return see_other(APPLICATION_PATH)
    except DomainError as refusal:
        facts = {"profile": None, "statuses": CompanionStatus}
        return show_refused(request, APPLY_TEMPLATE, form=APPLICATION, sent=sent, refusal=refusal, **facts)
    answer = see_other(APPLICATION_PATH, done="applied")
    await renew_sign_in(request, answer)
    return answer


@get(PROFILE_PATH, guards=[require_reader])
async def show_profile(request: WebRequest) -> Response[bytes]:
    """Returns the form of the companion's profile."""
    profile = await own_profile(request)
    return show(request, PROFILE_TEMPLATE, form=profile_form(profile.companion), profile=profile)


@post(PROFILE_PATH, guards=[require_reader])
async def save_profile(request: WebRequest) -> Response[bytes]:
    """Changes the companion's profile."""
    sent = await submission(request)
    try:
        seats = sent.number("maxConcurrent")
        command = UpdateCompanion.Command(user_id=request.viewer.user_id, max_concurrent=seats, **_told(sent))
        await request.application.companions.update(command)
    except DomainError as refusal:
        profile = await own_profile(request)
        return show_refused(request, PROFILE_TEMPLATE, form=PROFILE, sent=sent, refusal=refusal, profile=profile)
    return see_other(PROFILE_PATH, done="saved")


def _told(sent: Submission) -> dict[str, Any]:
    """Returns the fields that an application and a profile share. Raises: ValidationFailed."""
    return {
        "bio": sent.optional("bio"),
        "base_rate": sent.money("baseRate"),
        "expertise_tags": sent.words("expertiseTags"),
        "drift_enforcement": sent.one_of("driftEnforcement", CompanionMode),
    }


def routes() -> Router:
    handlers = [show_home, set_presence, show_application, apply, show_profile, save_profile]
    return Router("/", route_handlers=handlers, include_in_schema=False)
