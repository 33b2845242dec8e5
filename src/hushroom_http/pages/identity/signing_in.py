"""The pages of registering, signing in and signing out, and the choice of a language."""

from typing import Any

from litestar import Response, Router

from hushroom_domain.identity.errors import EmailTaken, TooYoung, WrongCredentials
from hushroom_domain.identity.model import FactorKind
from hushroom_domain.identity.services.browser_signer import SignedInBrowser
from hushroom_domain.identity.services.registration import NewAccount
from hushroom_domain.identity.services.sign_in_gate import EnrolmentRequired, FactorDemand, SecondFactorRequired
from hushroom_domain.identity.use_cases.reactivate_user import ReactivateUser
from hushroom_domain.identity.use_cases.sign_in_browser import SignInBrowser
from hushroom_domain.identity.use_cases.sign_out_browser import SignOutBrowser
from hushroom_domain.identity.use_cases.update_profile import UpdateProfile
from hushroom_domain.shared.errors import DomainError, FieldProblem, ValidationFailed
from hushroom_domain.shared.time import ZONES
from hushroom_http.pages.context import language_for
from hushroom_http.pages.cookies import (
    device_token,
    end_sign_in_cookie,
    set_device,
    set_language,
    set_sign_in,
    sign_in_secret,
)
from hushroom_http.pages.csrf import token_of
from hushroom_http.pages.following_secrets import following_secret, repeated_sign_in
from hushroom_http.pages.formatting import UNIVERSAL
from hushroom_http.pages.forms import Submission, submission
from hushroom_http.pages.guards import optional_reader
from hushroom_http.pages.identity.enrolment_step import begin_enrolment
from hushroom_http.pages.identity.forms import REGISTRATION, SECOND_STEP, SIGN_IN
from hushroom_http.pages.identity.password_advice import advice_on
from hushroom_http.pages.identity.provider_visits import offered_by
from hushroom_http.pages.languages import language_of
from hushroom_http.pages.next_paths import HOME, LANDING, LOGIN, safe_path
from hushroom_http.pages.rendering import FORM_TOKEN_STATE, READER, see_other, show, show_refused
from hushroom_http.pages.resent_forms import ResentForm, unpacked
from hushroom_http.pages.visits import show_to_stranger
from hushroom_http.server.rate_limits import require_within
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

WELCOME = "/welcome"
STEP = "/login/second-factor"
STEP_TEMPLATE = "identity/second_factor.html"
LOGIN_PAGE = "identity/login.html"


@get("/register", guards=[optional_reader])
async def show_registration(request: WebRequest) -> Response[bytes]:
    """Returns the form of a new account."""
    form = REGISTRATION.filled(timezone=UNIVERSAL)
    return show_to_stranger(request, "identity/register.html", form=form, advice=(), providers=offered_by(request))


@post("/register", guards=[optional_reader])
async def register(request: WebRequest) -> Response[bytes]:
    """Creates an account and signs the browser in."""
    sent = await submission(request)
    try:
        await require_within(request, "register")
        made = await request.application.identity.register_in_browser(
            _account(request, sent), await following_secret(request)
        )
    except TooYoung as refusal:
        young = ValidationFailed(refusal.text, problems=(FieldProblem("dateOfBirth", refusal.text),))
        facts: dict[str, Any] = {"advice": (), "providers": offered_by(request)}
        return show_refused(request, "identity/register.html", form=REGISTRATION, sent=sent, refusal=young, **facts)
    except DomainError as refusal:
        begun = await repeated_sign_in(request) if isinstance(refusal, EmailTaken) else None
        if begun is None:
            advice = await advice_on(request, sent.typed("password"), refusal, "password")
            facts = {"advice": advice, "providers": offered_by(request)}
            return show_refused(
                request, "identity/register.html", form=REGISTRATION, sent=sent, refusal=refusal, **facts
            )
        return _welcomed(request, begun[0])  # The same form has made the account a moment before.
    answer = see_other(WELCOME)
    await replace_sign_in(request, answer, made)
    return answer


@get(LOGIN, guards=[optional_reader])
async def show_sign_in(request: WebRequest) -> Response[bytes]:
    """Returns the form of signing in."""
    following = safe_path(request.query_params.get("next", ""), "")
    return show_to_stranger(request, LOGIN_PAGE, form=SIGN_IN, **login_facts(request, following))


@post(LOGIN, guards=[optional_reader])
async def sign_in(request: WebRequest) -> Response[bytes]:
    """Signs the browser in; a form that came along is shown to be sent again.

    After the right password of a deleted account its owner is offered to bring it back, by the same form.
    """
    sent = await submission(request)
    following, again = safe_path(sent.text("next"), ""), unpacked(sent)
    try:
        await require_within(request, "login")
        made = await _begin_sign_in(request, sent)
    except WrongCredentials as refusal:
        return _refused_sign_in(request, sent, refusal, login_facts(request, following, again))
    except DomainError as refusal:
        facts = login_facts(request, following, again)
        return show_refused(request, LOGIN_PAGE, form=SIGN_IN, sent=sent, refusal=refusal, **facts)
    return await lead_on(request, made, following, again)


@post("/logout", guards=[optional_reader])
async def sign_out(request: WebRequest) -> Response[bytes]:
    """Ends the sign-in of the browser, and lets it forget every page."""
    secret = sign_in_secret(request)
    if secret:
        await request.application.identity.sign_out_browser(SignOutBrowser.Command(secret))
    answer = see_other(LANDING)
    end_sign_in_cookie(request, answer)
    return answer


@post("/language", guards=[optional_reader])
async def choose_language(request: WebRequest) -> Response[bytes]:
    """Keeps the chosen language: in the account of a reader, and in a cookie."""
    sent = await submission(request)
    chosen = language_of(sent.text("language")) or language_for(request, None)
    reader = request.scope["state"].get(READER)
    if reader is not None:
        command = UpdateProfile.Command(user_id=reader.user_id, preferred_language=chosen.tag)
        await request.application.identity.update_profile(command)
    answer = see_other(safe_path(sent.text("next"), LANDING))
    set_language(request, answer, chosen.tag)
    return answer


def routes() -> Router:
    handlers = [
        show_registration,
        register,
        show_sign_in,
        sign_in,
        sign_out,
        choose_language,
    ]
    return Router("/", route_handlers=handlers, include_in_schema=False)


async def _begin_sign_in(request: WebRequest, sent: Submission) -> SignedInBrowser | FactorDemand:
    """Begins a sign-in, after bringing the account back if the form was offered for that."""
    identity = request.application.identity
    email, password, token = sent.text("email"), sent.typed("password"), device_token(request)
    if sent.has("comeBack"):
        command = ReactivateUser.Command(email=email, password=password, device_token=token)
        return await identity.reactivate_in_browser(command)
    return await identity.sign_in_browser(SignInBrowser.Command(email=email, password=password, device_token=token))


def _refused_sign_in(
    request: WebRequest, sent: Submission, refusal: WrongCredentials, facts: dict[str, Any]
) -> Response[bytes]:
    """Returns the form again; the owner of a deleted account reads of the way back instead of a problem."""
    form = SIGN_IN.filled(email=sent.text("email")) if refusal.may_return else SIGN_IN.refused(sent, refusal)
    shown = show_to_stranger(request, LOGIN_PAGE, form=form, status=422, **{**facts, "comes_back": refusal.may_return})
    if refusal.retry_after_seconds is not None:
        shown.headers["Retry-After"] = str(refusal.retry_after_seconds)
    return shown


def login_facts(request: WebRequest, following: str = "", again: ResentForm | None = None) -> dict[str, Any]:
    """Returns the facts of the page of signing in; a form that waits is sent again after the password alone."""
    providers = () if again else offered_by(request)
    return {"next": following, "again": again, "comes_back": False, "providers": providers}


def _welcomed(request: WebRequest, secret: str) -> Response[bytes]:
    answer = see_other(WELCOME)
    set_sign_in(request, answer, secret)
    return answer


def _account(request: WebRequest, sent: Submission) -> NewAccount:
    zone = sent.text("timezone")
    return NewAccount(
        email=sent.text("email"),
        password=sent.typed("password"),
        date_of_birth=sent.day("dateOfBirth"),
        display_name=sent.optional("displayName"),
        preferred_language=language_for(request, None).tag,
        timezone=zone if zone in ZONES else UNIVERSAL,
    )


async def lead_on(
    request: WebRequest, made: SignedInBrowser | FactorDemand, following: str, again: ResentForm | None = None
) -> Response[bytes]:
    """Returns the answer to a first proof: the form of the second step, or the way on for a browser that signed in.

    The second step is to show a second factor, or to set one up.
    """
    if isinstance(made, EnrolmentRequired):
        return await begin_enrolment(request, made.challenge, following, again)
    if isinstance(made, FactorDemand):
        assert isinstance(made, SecondFactorRequired), "the other demand is met above"
        by_passkey = FactorKind.PASSKEY in made.methods
        facts: dict[str, Any] = {"next": following, "again": again, "by_passkey": by_passkey}
        return show_to_stranger(request, STEP_TEMPLATE, form=SECOND_STEP, challenge=made.challenge, **facts)
    return await begun_page(request, made, following, again)


def begin_again(request: WebRequest) -> Response[bytes]:
    """Returns the form of the first step."""
    return show_to_stranger(request, LOGIN_PAGE, form=SIGN_IN, **login_facts(request))


def begin_again_after(
    request: WebRequest, refusal: DomainError, following: str, again: ResentForm | None
) -> Response[bytes]:
    """Returns the form of the first step with the reason for which the second one ended."""
    form = SIGN_IN.refused(Submission({}), refusal)
    return show_to_stranger(request, LOGIN_PAGE, form=form, status=422, **login_facts(request, following, again))


async def begun_page(
    request: WebRequest, made: SignedInBrowser, following: str, again: ResentForm | None
) -> Response[bytes]:
    """Gives the browser its new sign-in, and leads it to where it was going or to the form that it sends again."""
    answer = _again(request, again, made.secret) if again else see_other(following or HOME)
    await replace_sign_in(request, answer, made)
    set_language(request, answer, made.user.preferred_language)
    return answer


async def replace_sign_in(request: WebRequest, answer: Response[bytes], made: SignedInBrowser) -> None:
    """Gives the browser its new sign-in, and ends the one that it had, because no cookie leads to that any more."""
    former = sign_in_secret(request)
    if former:
        await request.application.identity.sign_out_browser(SignOutBrowser.Command(former))
    set_sign_in(request, answer, made.secret)
    set_device(request, answer, made.device_token)


def _again(request: WebRequest, again: ResentForm, secret: str) -> Response[bytes]:
    """Returns the page on which a form is sent again, after the sign-in that it waited for."""
    request.scope["state"][FORM_TOKEN_STATE] = token_of(secret)
    return show(request, "errors/form_again.html", again=again)
