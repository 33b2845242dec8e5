"""The pages of signing in by a provider: the way there, the way back, and the entries before an account exists."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, Router
from litestar.handlers import BaseRouteHandler

from hushroom_domain.identity.errors import ProviderProofInvalid, TooYoung, UnknownProvider, WrongCredentials
from hushroom_domain.identity.model import ProvedIdentity
from hushroom_domain.identity.policy import PROVIDER_NAME, PROVIDER_WORDS
from hushroom_domain.identity.rules.provider_sign_ins import ProviderOutcome
from hushroom_domain.identity.services.attempt_keeper import BegunAttempt, ProviderReturn
from hushroom_domain.identity.services.browser_signer import SignedInBrowser
from hushroom_domain.identity.services.sign_in_gate import FactorDemand
from hushroom_domain.identity.use_cases.begin_provider_attempt import BeginProviderAttempt
from hushroom_domain.identity.use_cases.finish_provider_sign_in import ProviderStep
from hushroom_domain.identity.use_cases.prove_account import ProveAccount
from hushroom_domain.identity.use_cases.read_waiting_identity import ReadWaitingIdentity
from hushroom_domain.identity.use_cases.register_by_provider import RegisterByProvider
from hushroom_domain.shared.errors import DomainError, Unavailable, ValidationFailed
from hushroom_domain.shared.time import ZONES
from hushroom_http.pages.context import language_for
from hushroom_http.pages.cookies import AttemptCookie, Connection, attempt_of, device_token, end_attempt
from hushroom_http.pages.csrf import OWN_PROOF
from hushroom_http.pages.formatting import UNIVERSAL
from hushroom_http.pages.forms import Submission, submission
from hushroom_http.pages.guards import optional_reader
from hushroom_http.pages.identity.forms import ACCOUNT_PROOF, PROVIDER_REGISTRATION, SIGN_IN
from hushroom_http.pages.identity.linked_identities import add_answered
from hushroom_http.pages.identity.provider_visits import leave, name_of
from hushroom_http.pages.identity.signing_in import (
    LOGIN_PAGE,
    WELCOME,
    lead_on,
    login_facts,
)
from hushroom_http.pages.next_paths import LOGIN, safe_path
from hushroom_http.pages.rendering import see_other, show_refused
from hushroom_http.pages.visits import show_to_stranger
from hushroom_http.server.faults import fault_of
from hushroom_http.server.methods import HEAD, METHOD
from hushroom_http.server.path_params import PathName
from hushroom_http.server.rate_limits import require_within
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

BY = "/login/by"
PROOF_PAGE, REGISTRATION_PAGE = "identity/prove_account.html", "identity/register_by_provider.html"
POSTED = ("state", "code", "error", "user")
"""The fields of Apple's form that are handed on."""


@post(BY + "/{provider_id:str}", guards=[optional_reader])
async def begin(request: WebRequest, provider_id: PathName) -> Response[bytes]:
    """Begins a sign-in, and leads the browser to the provider."""
    sent = await submission(request)
    following = safe_path(sent.text("next"), "")
    try:
        begun = await begun_attempt(request, provider_id)
    except DomainError as refusal:
        facts = login_facts(request, following)
        return show_refused(request, LOGIN_PAGE, form=SIGN_IN, sent=sent, refusal=refusal, **facts)
    return leave(request, provider_id, begun, AttemptCookie(secret=begun.attempt, following=following))


async def reader_unless_posted(connection: Connection, handler: BaseRouteHandler) -> None:
    """Finds the reader for every path but that of Apple, whose form is taken without a look at a cookie."""
    if connection.scope["path"].rstrip("/") not in OWN_PROOF:
        await optional_reader(connection, handler)


@post(BY + "/{provider_id:str}/done", guards=[reader_unless_posted])
async def take_form(request: WebRequest, provider_id: PathName) -> Response[bytes]:
    """Takes the form that Apple lets the browser send, and leads the browser to the page that reads its cookie.

    The form comes from another site, so the cookies of this one are not with it: nothing is done here. Of other
    providers no form gets here, because only the path of Apple takes forms of other sites.
    """
    sent = await submission(request)
    fields = {name: sent.typed(name) for name in POSTED if sent.typed(name)}
    kept = {name: value for name, value in fields.items() if PROVIDER_WORDS.wrong(value) is None}
    return see_other(f"{BY}/{provider_id}/done?{urlencode(kept)}")


@get(BY + "/{provider_id:str}/done", guards=[optional_reader])
async def come_back(request: WebRequest, provider_id: PathName) -> Response[bytes]:
    """Takes the answer of the provider, once, in the browser that began the attempt: the state in it is its proof."""
    attempt = attempt_of(request)
    if request.scope["state"].get(METHOD) == HEAD:
        return see_other(LOGIN)
    try:
        if attempt is None:
            raise ProviderProofInvalid
        entries = _entries(request, provider_id, attempt)
        if attempt.adds:
            return await add_answered(request, entries)
        finished = await request.application.identity.finish_provider_sign_in_in_browser(entries)
    except DomainError as refusal:
        return _refused(request, refusal, attempt)
    if isinstance(finished, ProviderStep):
        step = "account" if finished.outcome is ProviderOutcome.PROVE_ACCOUNT else "register"
        return see_other(f"{BY}/{provider_id}/{step}")
    return await _led_on(request, finished, attempt.following)


@get(BY + "/{provider_id:str}/account", guards=[optional_reader])
async def show_proof(request: WebRequest, provider_id: PathName) -> Response[bytes]:
    """Returns the form that asks for the password of the account with the address of the identity."""
    waiting = await _waiting(request)
    if waiting is None:
        return _refused(request, ProviderProofInvalid(), None)
    return show_to_stranger(request, PROOF_PAGE, form=ACCOUNT_PROOF, **_facts(request, provider_id, waiting))


@post(BY + "/{provider_id:str}/account", guards=[optional_reader])
async def prove(request: WebRequest, provider_id: PathName) -> Response[bytes]:
    """Adds the identity to the account whose password was typed, and signs the browser in."""
    sent = await submission(request)
    attempt, waiting = attempt_of(request), await _waiting(request)
    if attempt is None or waiting is None:
        return _refused(request, ProviderProofInvalid(), None)
    try:
        await require_within(request, "login")
        command = ProveAccount.Command(
            attempt=attempt.secret, password=sent.typed("password"), device_token=device_token(request)
        )
        made = await request.application.identity.prove_account_in_browser(command)
    except WrongCredentials as refusal:
        form, facts = ACCOUNT_PROOF.refused(sent, refusal), _facts(request, provider_id, waiting)
        shown = show_to_stranger(request, PROOF_PAGE, form=form, status=422, **facts)
        if refusal.retry_after_seconds is not None:
            shown.headers["Retry-After"] = str(refusal.retry_after_seconds)
        return shown
    except ProviderProofInvalid as refusal:
        return _refused(request, refusal, attempt)
    except DomainError as refusal:
        facts = _facts(request, provider_id, waiting)
        return show_refused(request, PROOF_PAGE, form=ACCOUNT_PROOF, sent=sent, refusal=refusal, **facts)
    return await _led_on(request, made, attempt.following)


@get(BY + "/{provider_id:str}/register", guards=[optional_reader])
async def show_registration(request: WebRequest, provider_id: PathName) -> Response[bytes]:
    """Returns the form that asks for the date of birth before an account exists."""
    waiting = await _waiting(request)
    if waiting is None:
        return _refused(request, ProviderProofInvalid(), None)
    form = PROVIDER_REGISTRATION.filled(displayName=waiting.first_name, email=waiting.email, timezone=UNIVERSAL)
    return show_to_stranger(request, REGISTRATION_PAGE, form=form, **_facts(request, provider_id, waiting))


@post(BY + "/{provider_id:str}/register", guards=[optional_reader])
async def register(request: WebRequest, provider_id: PathName) -> Response[bytes]:
    """Makes the account, and signs the browser in."""
    sent = await submission(request)
    attempt, waiting = attempt_of(request), await _waiting(request)
    if attempt is None or waiting is None:
        return _refused(request, ProviderProofInvalid(), None)
    try:
        await require_within(request, "register")
        made = await request.application.identity.register_by_provider_in_browser(_account(request, sent, attempt))
    except ProviderProofInvalid as refusal:
        return _refused(request, refusal, attempt)
    except TooYoung as refusal:
        answer = _refused(request, refusal, attempt)
        end_attempt(request, answer)
        return answer
    except DomainError as refusal:
        facts = _facts(request, provider_id, waiting)
        return show_refused(request, REGISTRATION_PAGE, form=PROVIDER_REGISTRATION, sent=sent, refusal=refusal, **facts)
    return await _led_on(request, made, WELCOME)


def routes() -> Router:
    handlers = [begin, take_form, come_back, show_proof, prove, show_registration, register]
    return Router("/", route_handlers=handlers, include_in_schema=False)


async def begun_attempt(request: WebRequest, provider_id: str) -> BegunAttempt:
    """Begins an attempt to sign in.

    Raises: TooManyRequests, UnknownProvider, SignInProviderUnavailable.
    """
    await require_within(request, "providers")
    return await request.application.identity.begin_provider_attempt(BeginProviderAttempt.Command(_named(provider_id)))


def _named(provider_id: str) -> str:
    """Returns the id of a path. Raises: UnknownProvider (a text that is no id)."""
    if PROVIDER_NAME.wrong(provider_id) is not None:
        raise UnknownProvider
    return provider_id


def _entries(request: WebRequest, provider_id: str, attempt: AttemptCookie) -> ProviderReturn:
    """Returns what the browser brings back. Raises: UnknownProvider, ProviderProofInvalid (a text without end)."""
    asked = request.query_params
    try:
        return ProviderReturn(
            attempt=attempt.secret,
            provider=_named(provider_id),
            state=asked.get("state", ""),
            code=asked.get("code", ""),
            issuer=asked.get("iss", ""),
            error=asked.get("error", ""),
            profile=asked.get("user", ""),
            device_token=device_token(request),
        )
    except ValidationFailed as error:
        raise ProviderProofInvalid from error


async def _led_on(request: WebRequest, made: SignedInBrowser | FactorDemand, following: str) -> Response[bytes]:
    """Returns the way on, or the form of the second step, and ends the attempt."""
    answer = await lead_on(request, made, safe_path(following, ""))
    end_attempt(request, answer)
    return answer


def _refused(request: WebRequest, refusal: DomainError, attempt: AttemptCookie | None) -> Response[bytes]:
    """Returns the page on which a person begins again, with the reason.

    The cookie of the attempt stays: an answer that belongs to another attempt must not end this one.
    """
    fault = fault_of(request, refusal)
    status = fault.status.value if isinstance(refusal, Unavailable) else 400
    following = safe_path(attempt.following, "") if attempt else ""
    form = SIGN_IN.refused(Submission({}), refusal)
    shown = show_to_stranger(request, LOGIN_PAGE, form=form, status=status, **login_facts(request, following))
    shown.headers.update(fault.headers)
    shown.headers["Cache-Control"] = "no-store"
    return shown


async def _waiting(request: WebRequest) -> ProvedIdentity | None:
    """Returns the identity that waits for this browser's person; None without one."""
    attempt = attempt_of(request)
    if attempt is None:
        return None
    try:
        return await request.application.identity.read_waiting_identity(ReadWaitingIdentity.Command(attempt.secret))
    except (ProviderProofInvalid, ValidationFailed):
        return None


def _facts(request: WebRequest, provider_id: str, waiting: ProvedIdentity) -> dict[str, Any]:
    return {"provider_id": provider_id, "provider": name_of(request, waiting.provider), "waiting": waiting}


def _account(request: WebRequest, sent: Submission, attempt: AttemptCookie) -> RegisterByProvider.Command:
    zone = sent.text("timezone")
    return RegisterByProvider.Command(
        attempt=attempt.secret,
        date_of_birth=sent.day("dateOfBirth"),
        email=sent.optional("email"),
        display_name=sent.optional("displayName"),
        preferred_language=language_for(request, None).tag,
        timezone=zone if zone in ZONES else UNIVERSAL,
    )
