"""Signing in by a provider: Google, GitHub, Apple, or any other that is configured."""

from typing import Annotated

from litestar import Router
from litestar.params import JSONBody

from hushroom_domain.identity.errors import UnknownProvider
from hushroom_domain.identity.model import FactorKind
from hushroom_domain.identity.policy import PROVIDER_NAME
from hushroom_domain.identity.services.attempt_keeper import BegunAttempt, ProviderReturn
from hushroom_domain.identity.services.sign_in_gate import FactorDemand, SecondFactorRequired
from hushroom_domain.identity.services.token_issuer import BegunSignIn
from hushroom_domain.identity.use_cases.begin_provider_attempt import BeginProviderAttempt
from hushroom_domain.identity.use_cases.finish_provider_sign_in import ProviderStep
from hushroom_domain.identity.use_cases.prove_account import ProveAccount
from hushroom_domain.identity.use_cases.register_by_provider import RegisterByProvider
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.identity.responses import (
    SignedInAnswer,
    SignInAnswer,
    UserAnswer,
    sign_in_answer,
    signed_in_answer,
    user_answer,
)
from hushroom_http.api_v1.openapi import refusals, with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Answer, Time, member_of
from hushroom_http.api_v1.routing import get, post
from hushroom_http.inputs.field_types import Birthday, DeviceToken, Email, Name, Opaque, Password, ProviderWords, day_of
from hushroom_http.inputs.request_bodies import Body
from hushroom_http.server.disconnects import Attended
from hushroom_http.server.path_params import PathName
from hushroom_http.server.rate_limits import limited


class ProviderAnswerBody(Body):
    """The secret of the attempt, and the parameters with which the browser came back, as they came.

    `user` is what Apple sends with the first sign-in of a person.
    """

    attempt: Opaque
    state: ProviderWords = ""
    code: ProviderWords = ""
    iss: ProviderWords = ""
    error: ProviderWords = ""
    user: ProviderWords = ""


class ProviderSignInBody(ProviderAnswerBody):
    """The answer of the provider, and the `deviceToken` of an earlier sign-in on this device."""

    device_token: DeviceToken | None = None


class AccountProof(Body):
    attempt: Opaque
    password: Password
    device_token: DeviceToken | None = None


class ProviderRegistration(Body):
    """The date of birth, and what replaces the words of the provider; an address is needed if it named none."""

    attempt: Opaque
    date_of_birth: Birthday
    email: Email | None = None
    first_name: Name | None = None
    last_name: Name | None = None


class ProviderAnswer(Answer):
    """A provider as people are offered it."""

    id: str
    name: str


class AttemptAnswer(Answer):
    """`url` is where the browser goes; `attempt` is the secret that finishes it, for the client that began it alone."""

    url: str
    attempt: str
    expires_at: Time


class ProviderSignInAnswer(Answer):
    """The tokens of the sign-in; or `step`, which is missing before there are any, with the words of the provider.

    PROVE_ACCOUNT: an account has the address, and its password is asked for. REGISTER: the account does not exist yet,
    and a date of birth is asked for; so is an address where `email` is null. SECOND_FACTOR: `POST /auth/second-factor`
    takes the `challenge` and one of the `methods`. ENROL_SECOND_FACTOR: an administrator must have a second factor;
    `POST /auth/second-factor/enrol` takes the `challenge`.
    """

    step: str | None
    user: UserAnswer | None
    access_token: str | None
    refresh_token: str | None
    device_token: str | None
    email: str | None
    first_name: str | None
    last_name: str | None
    challenge: str | None
    methods: list[Annotated[str, member_of(FactorKind)]] | None


@get("/", summary="List the providers", responses=refusals())
async def show_providers(request: ApiRequest) -> list[ProviderAnswer]:
    """Returns the providers by which people sign in here, in the order of the buttons; none is an empty list."""
    offered = request.application.identity.begin_provider_attempt.offered
    return [ProviderAnswer(id=one.id, name=one.name) for one in offered]


@post(
    "/{provider_id:str}/begin",
    summary="Begin to sign in by a provider",
    guards=[limited("providers")],
    responses=refusals(404),
)
async def begin(request: ApiRequest, provider_id: PathName) -> AttemptAnswer:
    """Begins an attempt, which is to be finished within ten minutes, once, by the client that began it."""
    command = BeginProviderAttempt.Command(_named(provider_id))
    return attempt_answer(await request.application.identity.begin_provider_attempt(command))


@post(
    "/{provider_id:str}/finish",
    summary="Finish signing in by a provider",
    guards=[limited("providers")],
    responses=with_body(401, 404, 409),
)
async def finish(
    request: ApiRequest, provider_id: PathName, data: JSONBody[ProviderSignInBody]
) -> ProviderSignInAnswer:
    """Signs in with the answer of the provider, or says which step is missing.

    An answer that is not the provider's answer to this attempt, for whatever reason, is 401
    `auth.provider.proof_invalid`: begin again.
    """
    command = provider_return(_named(provider_id), data, data.device_token)
    finished = await request.application.identity.finish_provider_sign_in(command)
    match finished:
        case ProviderStep():
            return _step_answer(finished)
        case FactorDemand():
            return _challenge_answer(finished)
        case BegunSignIn():
            return _tokens_answer(finished)


@post(
    "/prove-account",
    summary="Prove the account that has the address",
    guards=[limited("login")],
    middleware=[Attended],
    responses=with_body(401, 409),
)
async def prove_account(request: ApiRequest, data: JSONBody[AccountProof]) -> SignInAnswer:
    """Takes the password of the account after the step PROVE_ACCOUNT, adds the identity to it, and signs in.

    An account with a second factor, or which must have one, gets a challenge instead of tokens, as for
    `POST /auth/login`; the identity is not added then.
    """
    command = ProveAccount.Command(attempt=data.attempt, password=data.password, device_token=data.device_token)
    return sign_in_answer(await request.application.identity.prove_account(command))


@post(
    "/register",
    summary="Open an account by a provider",
    guards=[limited("register")],
    responses=with_body(401, 403, 409),
)
async def register(request: ApiRequest, data: JSONBody[ProviderRegistration]) -> SignedInAnswer:
    """Opens the account after the step REGISTER, without a password, and signs in. Adults only."""
    command = RegisterByProvider.Command(
        attempt=data.attempt,
        date_of_birth=day_of(data.date_of_birth),
        email=data.email,
        first_name=data.first_name,
        last_name=data.last_name,
    )
    return signed_in_answer(await request.application.identity.register_by_provider(command))


def routes() -> Router:
    handlers = [show_providers, begin, finish, prove_account, register]
    return Router("/auth/providers", route_handlers=handlers, tags=["auth"])


def _named(provider_id: str) -> str:
    """Returns the id of a path. Raises: UnknownProvider (a text that is no id)."""
    if PROVIDER_NAME.wrong(provider_id) is not None:
        raise UnknownProvider
    return provider_id


def provider_return(provider_id: PathName, data: ProviderAnswerBody, device_token: str | None = None) -> ProviderReturn:
    """Returns what came back from a provider, as use cases take it. Raises: ValidationFailed."""
    return ProviderReturn(
        attempt=data.attempt,
        provider=provider_id,
        state=data.state,
        code=data.code,
        issuer=data.iss,
        error=data.error,
        profile=data.user,
        device_token=device_token,
    )


def attempt_answer(begun: BegunAttempt) -> AttemptAnswer:
    return AttemptAnswer(url=begun.address, attempt=begun.attempt, expires_at=at(begun.expires_at))


def _tokens_answer(signed_in: BegunSignIn) -> ProviderSignInAnswer:
    return ProviderSignInAnswer(
        step=None,
        user=user_answer(signed_in.user),
        access_token=signed_in.access_token,
        refresh_token=signed_in.refresh_token,
        device_token=signed_in.device_token,
        email=None,
        first_name=None,
        last_name=None,
        challenge=None,
        methods=None,
    )


def _challenge_answer(demand: FactorDemand) -> ProviderSignInAnswer:
    methods = [one.value for one in demand.methods] if isinstance(demand, SecondFactorRequired) else None
    return ProviderSignInAnswer(
        step="SECOND_FACTOR" if methods else "ENROL_SECOND_FACTOR",
        user=None,
        access_token=None,
        refresh_token=None,
        device_token=None,
        email=None,
        first_name=None,
        last_name=None,
        challenge=demand.challenge,
        methods=methods,
    )


def _step_answer(step: ProviderStep) -> ProviderSignInAnswer:
    return ProviderSignInAnswer(
        step=step.outcome.name,
        user=None,
        access_token=None,
        refresh_token=None,
        device_token=None,
        email=step.email,
        first_name=step.first_name,
        last_name=step.last_name,
        challenge=None,
        methods=None,
    )
