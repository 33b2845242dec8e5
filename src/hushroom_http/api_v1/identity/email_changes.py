"""The change of the caller's address, and the links by which it is confirmed and undone."""

from litestar import Router
from litestar.params import JSONBody

from hushroom_domain.identity.use_cases.ask_email_change import AskEmailChange
from hushroom_domain.identity.use_cases.confirm_email_change import ConfirmEmailChange
from hushroom_domain.identity.use_cases.undo_email_change import UndoEmailChange
from hushroom_http.api_v1.openapi import TOKEN, with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Message
from hushroom_http.api_v1.routing import post
from hushroom_http.inputs.field_types import Email, Opaque, Password
from hushroom_http.inputs.request_bodies import Body
from hushroom_http.server.disconnects import Attended
from hushroom_http.server.guards import claimant_of, require_user
from hushroom_http.server.rate_limits import limited


class NewAddress(Body):
    email: Email
    password: Password


class AddressToken(Body):
    token: Opaque


@post(
    "/users/me/email-change",
    summary="Ask for another address",
    guards=[require_user],
    middleware=[Attended],
    security=TOKEN,
    responses=with_body(401, 403),
    tags=["users"],
)
async def ask_email_change(request: ApiRequest, data: JSONBody[NewAddress]) -> Message:
    """Mails a link to the new address, which works once within 24 hours, and tells the present address of it.

    The account keeps its address until the link is used. A taken address gets the same answer; its owner is told by
    mail. A wrong password is 401 `auth.wrong_password`. Who has a second factor must have shown it within ten minutes:
    `POST /auth/step-up`.
    """
    claimant = claimant_of(request)
    command = AskEmailChange.Command(
        user_id=claimant.user_id, sign_in_id=claimant.sign_in_id, email=data.email, password=data.password
    )
    await request.application.identity.ask_email_change(command)
    return Message(message="If that address is free, a link has been sent to it")


@post(
    "/auth/confirm-email-change",
    summary="Prove my new address",
    guards=[limited("reset_password")],
    responses=with_body(409),
    tags=["auth"],
)
async def confirm_email_change(request: ApiRequest, data: JSONBody[AddressToken]) -> Message:
    """Gives the account its new address. Every sign-in but the one that asked ends, and every earlier link.

    The old address gets a link that undoes the change within seven days, if it was a confirmed one.
    """
    await request.application.identity.confirm_email_change(ConfirmEmailChange.Command(data.token))
    return Message(message="Email address changed successfully")


@post(
    "/auth/undo-email-change",
    summary="Take my old address back",
    guards=[limited("reset_password")],
    responses=with_body(),
    tags=["auth"],
)
async def undo_email_change(request: ApiRequest, data: JSONBody[AddressToken]) -> Message:
    """Restores the old address, and mails a link for a new password to it.

    The password, every sign-in, every mailed link, and every credential that was set up since the change was asked for
    end. An account that was deleted since comes back.
    """
    await request.application.identity.undo_email_change(UndoEmailChange.Command(data.token))
    return Message(message="Email address restored; a link to set a new password has been sent")


def routes() -> Router:
    return Router("/", route_handlers=[ask_email_change, confirm_email_change, undo_email_change])
