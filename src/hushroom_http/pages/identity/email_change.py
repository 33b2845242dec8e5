"""The page on which a reader asks for another address."""

from attrs import evolve
from litestar import Response, Router

from hushroom_domain.identity.errors import WrongPassword
from hushroom_domain.identity.policy import TYPED_PASSWORD
from hushroom_domain.identity.use_cases.ask_email_change import AskEmailChange
from hushroom_domain.shared.errors import DomainError, FieldProblem, ValidationFailed
from hushroom_http.pages.form_fields import Field
from hushroom_http.pages.forms import Form, submission
from hushroom_http.pages.guards import reader_of, require_reader
from hushroom_http.pages.identity.forms import EMAIL_FIELD
from hushroom_http.pages.rendering import see_other, show, show_refused
from hushroom_http.pages.translations import N_
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

PATH = "/account/email"
PAGE = "identity/email_change.html"
ADDRESS = Form(
    (
        evolve(EMAIL_FIELD, label=N_("New email address")),
        Field(
            name="password",
            label=N_("Password"),
            kind="password",
            limit=TYPED_PASSWORD,
            autocomplete="current-password",
        ),
    )
)


@get(PATH, guards=[require_reader])
async def show_email_change(request: WebRequest) -> Response[bytes]:
    """Returns the form of another address."""
    return show(request, PAGE, form=ADDRESS, address=await _address(request))


@post(PATH, guards=[require_reader])
async def ask_email_change(request: WebRequest) -> Response[bytes]:
    """Asks for another address; the answer does not depend on whether the address is taken."""
    sent, reader = await submission(request), reader_of(request)
    try:
        command = AskEmailChange.Command(
            user_id=reader.user_id,
            sign_in_id=reader.sign_in_id,
            email=sent.text("email"),
            password=sent.typed("password"),
        )
        await request.application.identity.ask_email_change(command)
    except WrongPassword as refusal:
        named = ValidationFailed(refusal.text, problems=(FieldProblem("password", refusal.text),))
        address = await _address(request)
        return show_refused(request, PAGE, form=ADDRESS, sent=sent, refusal=named, address=address)
    except DomainError as refusal:
        address = await _address(request)
        return show_refused(request, PAGE, form=ADDRESS, sent=sent, refusal=refusal, address=address)
    return see_other(PATH, done="sent")


def routes() -> Router:
    return Router("/", route_handlers=[show_email_change, ask_email_change], include_in_schema=False)


async def _address(request: WebRequest) -> str:
    """Returns the present address of the reader."""
    profile = await request.queries.users.profile(request.viewer.user_id)
    assert profile is not None, "the guard has found the reader"
    return profile.user.email
