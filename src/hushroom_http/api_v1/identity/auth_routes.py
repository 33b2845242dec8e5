"""Registration, sign-in, tokens, verification of addresses and ages, and passwords."""

from typing import Annotated

from litestar import Router
from litestar.params import JSONBody
from msgspec import Meta

from hushroom_domain.identity.policy import OPTIONAL_TOKEN
from hushroom_domain.identity.use_cases.change_password import ChangePassword
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.log_out import LogOut
from hushroom_domain.identity.use_cases.reactivate_by_link import ReactivateByLink
from hushroom_domain.identity.use_cases.reactivate_user import ReactivateUser
from hushroom_domain.identity.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.identity.use_cases.request_password_reset import RequestPasswordReset
from hushroom_domain.identity.use_cases.reset_password import ResetPassword
from hushroom_domain.identity.use_cases.verify_age import VerifyAge
from hushroom_domain.identity.use_cases.verify_email import VerifyEmail
from hushroom_domain.shared.errors import FieldProblem
from hushroom_http.api_v1.identity.enrolment import begin_enrolment, finish_enrolment
from hushroom_http.api_v1.identity.password_strength import estimate
from hushroom_http.api_v1.identity.recovery import ask_for_recovery, stop_recovery
from hushroom_http.api_v1.identity.responses import (
    SignedInAnswer,
    SignInAnswer,
    TokensAnswer,
    sign_in_answer,
    signed_in_answer,
)
from hushroom_http.api_v1.identity.second_factor import show_second_factor, step_up
from hushroom_http.api_v1.openapi import TOKEN, with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Message
from hushroom_http.api_v1.routing import post
from hushroom_http.inputs.field_types import (
    AnyEmail,
    Birthday,
    DeviceToken,
    Email,
    Name,
    NewPassword,
    Opaque,
    Password,
    day_of,
    written,
)
from hushroom_http.inputs.request_bodies import Body, Refine, refused
from hushroom_http.server.disconnects import Attended
from hushroom_http.server.guards import claimant_of, require_user
from hushroom_http.server.rate_limits import limited


class Registration(Body):
    email: Email
    password: NewPassword
    date_of_birth: Birthday
    first_name: Name | None = None
    last_name: Name | None = None


"""The `deviceToken` of an earlier sign-in, after which guesses of strangers do not lock this device out."""


class Credentials(Body):
    email: AnyEmail
    password: Password
    device_token: DeviceToken | None = None


class RefreshToken(Body):
    refresh_token: Opaque


class SignOut(Body):
    """The token is optional, because a client without a token is signed out already."""

    refresh_token: Annotated[str, Meta(max_length=OPTIONAL_TOKEN.max), Refine(written(OPTIONAL_TOKEN))] | None = None


class MailedToken(Body):
    token: Opaque


class Forgotten(Body):
    email: Email
    device_token: DeviceToken | None = None


class Reset(Body):
    """The password has two names; one is enough."""

    token: Opaque
    password: NewPassword | None = None
    new_password: NewPassword | None = None


class PasswordChange(Body):
    current_password: Password
    new_password: NewPassword


class Birth(Body):
    date_of_birth: Birthday


@post(
    "/register",
    summary="Open an account",
    guards=[limited("register")],
    middleware=[Attended],
    responses=with_body(403, 409),
)
async def register(request: ApiRequest, data: JSONBody[Registration]) -> SignedInAnswer:
    """Registers an adult and returns the tokens of the first sign-in."""
    command = RegisterUser.Command(
        email=data.email,
        password=data.password,
        date_of_birth=day_of(data.date_of_birth),
        first_name=data.first_name,
        last_name=data.last_name,
    )
    return signed_in_answer(await request.application.identity.register(command))


@post("/login", summary="Sign in", guards=[limited("login")], middleware=[Attended], responses=with_body(401))
async def log_in(request: ApiRequest, data: JSONBody[Credentials]) -> SignInAnswer:
    """Signs in. A wrong password, an unknown address and a closed account get the same error after the same time.

    After ten wrong passwords within an hour the error comes with `Retry-After`, and the next ones are not looked at. A
    device that sends its `deviceToken`, and a network from which the account signed in within 30 days, are counted by
    themselves. An account with a second factor gets a challenge instead of tokens; so does
    an administrator who has none and must have one, to set it up at `/auth/second-factor/enrol`.
    """
    command = LogIn.Command(email=data.email, password=data.password, device_token=data.device_token)
    return sign_in_answer(await request.application.identity.log_in(command))


@post(
    "/reactivate",
    summary="Bring my deleted account back",
    guards=[limited("login")],
    middleware=[Attended],
    responses=with_body(401),
)
async def reactivate(request: ApiRequest, data: JSONBody[Credentials]) -> SignInAnswer:
    """Brings an account back that its owner deleted less than 30 days ago, and signs in.

    Everything is as it was, except for the sessions that were cancelled and the sign-ins that ended. Every other
    account gets the error of a wrong password after the same time; wrong passwords are counted as at `/auth/login`.
    With a second factor the account comes back when it is shown at `/auth/second-factor`; an administrator who must
    have one sets it up at `/auth/second-factor/enrol`.
    """
    command = ReactivateUser.Command(email=data.email, password=data.password, device_token=data.device_token)
    return sign_in_answer(await request.application.identity.reactivate(command))


@post(
    "/reactivate/link",
    summary="Bring my deleted account back by the mailed link",
    guards=[limited("reset_password")],
    responses=with_body(),
)
async def reactivate_by_link(request: ApiRequest, data: JSONBody[MailedToken]) -> SignInAnswer:
    """Brings an account back with the token of the letter about its deletion, and signs in.

    The token works once, until the account is erased. A second factor is asked for as at `/auth/reactivate`.
    """
    command = ReactivateByLink.Command(data.token)
    return sign_in_answer(await request.application.identity.reactivate_by_link(command))


@post("/refresh", summary="Exchange a refresh token", responses=with_body(401))
async def refresh(request: ApiRequest, data: JSONBody[RefreshToken]) -> TokensAnswer:
    """Exchanges a refresh token, once. `auth.refresh.just_rotated` means that another tab has the new token."""
    require_user = await request.application.identity.refresh(RefreshTokenPair.Command(data.refresh_token))
    return TokensAnswer(access_token=require_user.access_token, refresh_token=require_user.refresh_token)


@post("/logout", summary="Sign out", responses=with_body())
async def log_out(request: ApiRequest, data: JSONBody[SignOut]) -> Message:
    """Ends the sign-in of the token with its access tokens; an unknown or missing token is no error."""
    if data.refresh_token:
        await request.application.identity.log_out(LogOut.Command(data.refresh_token))
    return Message(message="Logged out successfully")


@post("/verify-email", summary="Prove that an address is mine", responses=with_body())
async def verify_email(request: ApiRequest, data: JSONBody[MailedToken]) -> Message:
    """Verifies an address with the token of the verification email, which is valid once within 24 hours."""
    await request.application.identity.verify_email(VerifyEmail.Command(data.token))
    return Message(message="Email verified successfully")


@post(
    "/forgot-password",
    summary="Ask for a link to set a new password",
    guards=[limited("forgot_password")],
    responses=with_body(),
)
async def forget_password(request: ApiRequest, data: JSONBody[Forgotten]) -> Message:
    """Sends a reset link; an unknown address gets the same response after the same work."""
    await request.application.identity.request_password_reset(
        RequestPasswordReset.Command(data.email, data.device_token)
    )
    return Message(message="If that email exists, a reset link has been sent")


@post(
    "/reset-password",
    summary="Set a new password with a mailed token",
    guards=[limited("reset_password")],
    middleware=[Attended],
    responses=with_body(),
)
async def reset_password(request: ApiRequest, data: JSONBody[Reset]) -> Message:
    """Sets a new password with a token that is valid once within an hour; every sign-in of the account ends."""
    await request.application.identity.reset_password(ResetPassword.Command(data.token, _password_of(data)))
    return Message(message="Password reset successfully")


def _password_of(data: Reset) -> str:
    given = {password for password in (data.password, data.new_password) if password is not None}
    if len(given) == 1:
        return given.pop()
    words = "must be the same as newPassword, if both are given" if given else "is required"
    raise refused((FieldProblem("password", words),))


@post(
    "/change-password",
    summary="Change my password",
    guards=[require_user],
    middleware=[Attended],
    security=TOKEN,
    responses=with_body(401, 403),
)
async def change_password(request: ApiRequest, data: JSONBody[PasswordChange]) -> Message:
    """Changes the password, and ends every sign-in, also the caller's, and every reset link.

    A wrong current password is 401 `auth.wrong_password`. A second factor must have been shown within ten minutes:
    `POST /auth/step-up`.
    """
    claimant = claimant_of(request)
    command = ChangePassword.Command(
        claimant.user_id, data.current_password, data.new_password, sign_in_id=claimant.sign_in_id
    )
    await request.application.identity.change_password(command)
    return Message(message="Password changed successfully")


@post(
    "/verify-age",
    summary="State my date of birth",
    guards=[require_user],
    security=TOKEN,
    responses=with_body(401, 403),
)
async def verify_age(request: ApiRequest, data: JSONBody[Birth]) -> Message:
    """Adults only."""
    command = VerifyAge.Command(request.viewer.user_id, day_of(data.date_of_birth))
    await request.application.identity.verify_age(command)
    return Message(message="Age verified successfully")


def routes() -> Router:
    handlers = [
        register, log_in, show_second_factor, begin_enrolment, finish_enrolment, ask_for_recovery, stop_recovery,
        step_up, reactivate, reactivate_by_link, refresh, log_out,
        verify_email, forget_password, reset_password, change_password, verify_age, estimate,
    ]  # fmt: skip
    return Router("/auth", route_handlers=handlers, tags=["auth"])
