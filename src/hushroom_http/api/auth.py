"""Registering, signing in and staying signed in."""

from litestar import Router, post
from litestar.params import JSONBody

from hushroom_domain.accounts.use_cases.log_in import LogIn
from hushroom_domain.accounts.use_cases.log_out import LogOut
from hushroom_domain.accounts.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.accounts.use_cases.register_user import RegisterUser
from hushroom_http.answers.shape import Message
from hushroom_http.answers.users import SignedInAnswer, TokensAnswer, signed_in_answer
from hushroom_http.bodies import Body
from hushroom_http.documentation import with_body
from hushroom_http.fields import AnyEmail, Day, Email, Name, NewPassword, Opaque, Password, day_of
from hushroom_http.limits import limited
from hushroom_http.request import Asked


class Registration(Body):
    email: Email
    password: NewPassword
    date_of_birth: Day
    first_name: Name | None = None
    last_name: Name | None = None


class Credentials(Body):
    email: AnyEmail
    password: Password


class RefreshToken(Body):
    refresh_token: Opaque


@post("/register", summary="Open an account", guards=[limited("register")], responses=with_body(403, 409))
async def register(request: Asked, data: JSONBody[Registration]) -> SignedInAnswer:
    """Adults only. Answers with the tokens of a first sign-in."""
    command = RegisterUser.Command(
        email=data.email,
        password=data.password,
        date_of_birth=day_of(data.date_of_birth),
        first_name=data.first_name,
        last_name=data.last_name,
    )
    return signed_in_answer(await request.application.accounts.register(command))


@post("/login", summary="Sign in", guards=[limited("login")], responses=with_body(401))
async def log_in(request: Asked, data: JSONBody[Credentials]) -> SignedInAnswer:
    """A wrong password, an unknown address and a closed account get the same answer after the same time."""
    command = LogIn.Command(email=data.email, password=data.password)
    return signed_in_answer(await request.application.accounts.log_in(command))


@post("/refresh", summary="Exchange a refresh token", responses=with_body(401))
async def refresh(request: Asked, data: JSONBody[RefreshToken]) -> TokensAnswer:
    """A refresh token works once. `auth.refresh.just_rotated` means that another tab has the new one."""
    signed_in = await request.application.accounts.refresh(RefreshTokenPair.Command(data.refresh_token))
    return TokensAnswer(access_token=signed_in.access_token, refresh_token=signed_in.refresh_token)


@post("/logout", summary="Sign out", responses=with_body())
async def log_out(request: Asked, data: JSONBody[RefreshToken]) -> Message:
    """Ends the sign-in that the token belongs to; an unknown token is no error."""
    await request.application.accounts.log_out(LogOut.Command(data.refresh_token))
    return Message(message="Logged out successfully")


def routes() -> Router:
    return Router("/auth", route_handlers=[register, log_in, refresh, log_out], tags=["auth"])
