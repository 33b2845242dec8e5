"""The passkeys of a user, and the sign-in by one."""

from litestar import Router
from litestar.params import JSONBody

from hushroom_domain.identity.errors import PasskeyNotFound
from hushroom_domain.identity.model import Passkey
from hushroom_domain.identity.use_cases.add_passkey import AddPasskey
from hushroom_domain.identity.use_cases.begin_passkey_registration import BeginPasskeyRegistration
from hushroom_domain.identity.use_cases.log_in_by_passkey import LogInByPasskey
from hushroom_domain.identity.use_cases.rename_passkey import RenamePasskey
from hushroom_domain.shared.ids import PasskeyId
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.identity.responses import SignedInAnswer, signed_in_answer
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Answer, Id, Time
from hushroom_http.api_v1.routing import delete, get, patch, post
from hushroom_http.inputs.field_types import DeviceToken, PasskeyName, Password
from hushroom_http.inputs.passkey_ceremonies import (
    AssertionCredential,
    AttestationCredential,
    CreationOptions,
    RequestOptions,
    creation_options,
    request_options,
)
from hushroom_http.inputs.request_bodies import Body, Nothing
from hushroom_http.server.disconnects import Attended
from hushroom_http.server.guards import claimant_of, require_user
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.rate_limits import limited


class PasskeyToBegin(Body):
    """The password is needed without a second factor, if the sign-in is older than ten minutes."""

    current_password: Password | None = None


class NewPasskey(Body):
    name: PasskeyName
    credential: AttestationCredential


class PasskeyChange(Body):
    name: PasskeyName


class PasskeySignIn(Body):
    credential: AssertionCredential
    device_token: DeviceToken | None = None


class PasskeyAnswer(Answer):
    """A passkey; a synced one is on several devices of its owner."""

    id: Id
    name: str
    synced: bool
    created_at: Time
    last_used_at: Time | None


class RegistrationAnswer(Answer):
    """The parameters of `navigator.credentials.create`."""

    public_key: CreationOptions


class AssertionAnswer(Answer):
    """The parameters of `navigator.credentials.get`."""

    public_key: RequestOptions


@get("/", summary="List my passkeys", responses=refusals(401))
async def show_passkeys(request: ApiRequest) -> list[PasskeyAnswer]:
    """Returns the passkeys of the caller, the oldest first."""
    return [_answer(one) for one in await request.queries.users.passkeys(request.viewer.user_id)]


@post("/begin", summary="Begin to add a passkey", middleware=[Attended], responses=with_body(401, 403))
async def begin_registration(request: ApiRequest, data: JSONBody[PasskeyToBegin]) -> RegistrationAnswer:
    """Returns a challenge that works once within five minutes, for `navigator.credentials.create`.

    Without a second factor a sign-in that is older than ten minutes needs the password: 403
    `auth.recent_sign_in_required`.
    """
    claimant = claimant_of(request)
    command = BeginPasskeyRegistration.Command(
        user_id=claimant.user_id, sign_in_id=claimant.sign_in_id, password=data.current_password
    )
    options = await request.application.identity.begin_passkey_registration(command)
    return RegistrationAnswer(public_key=creation_options(options))


@post("/", summary="Add a passkey", middleware=[Attended], responses=with_body(401, 403, 409))
async def add_passkey(request: ApiRequest, data: JSONBody[NewPasskey]) -> PasskeyAnswer:
    """Stores the passkey that the browser has made, under a name; the caller is told by mail.

    The authenticator must have verified its owner: by a fingerprint, a face or a PIN.
    """
    claimant = claimant_of(request)
    command = AddPasskey.Command(
        user_id=claimant.user_id,
        sign_in_id=claimant.sign_in_id,
        name=data.name,
        attestation=data.credential.attestation(),
    )
    return _answer(await request.application.identity.add_passkey(command))


@patch("/{passkey_id:str}", summary="Rename a passkey", responses=with_body(401, 404))
async def rename_passkey(request: ApiRequest, passkey_id: PathId, data: JSONBody[PasskeyChange]) -> PasskeyAnswer:
    """Gives a passkey of the caller another name."""
    wanted = PasskeyId(id_in_path(passkey_id, PasskeyNotFound))
    command = RenamePasskey.Command(user_id=request.viewer.user_id, passkey_id=wanted, name=data.name)
    return _answer(await request.application.identity.rename_passkey(command))


@delete("/{passkey_id:str}", status_code=204, summary="Remove a passkey", responses=refusals(401, 403, 404))
async def remove_passkey(request: ApiRequest, passkey_id: PathId) -> None:
    """Removes a passkey of the caller and ends every other sign-in; the caller is told by mail.

    The last way to sign in is not removed: 400 `auth.last_credential`.
    """
    wanted = PasskeyId(id_in_path(passkey_id, PasskeyNotFound))
    claimant = claimant_of(request)
    await request.application.identity.remove_passkey(claimant.user_id, wanted, claimant.sign_in_id)


@post("/begin", summary="Begin to sign in by a passkey", guards=[limited("passkey")], responses=with_body())
async def begin_sign_in(request: ApiRequest, data: JSONBody[Nothing]) -> AssertionAnswer:  # noqa: ARG001 - a bad body is refused
    """Returns a challenge that works once within five minutes, for `navigator.credentials.get`.

    It names no account: the person chooses among the passkeys of this platform on the device.
    """
    return AssertionAnswer(public_key=request_options(await request.application.identity.begin_passkey_sign_in()))


@post(
    "/finish",
    summary="Sign in by a passkey",
    guards=[limited("login")],
    middleware=[Attended],
    responses=with_body(401),
)
async def finish_sign_in(request: ApiRequest, data: JSONBody[PasskeySignIn]) -> SignedInAnswer:
    """Signs in by a challenge that a passkey has signed, without a password.

    Unknown and removed passkeys, used and expired challenges and closed accounts get the same error. A passkey of one
    device whose counter went back is 401 `auth.passkey.copied`.
    """
    command = LogInByPasskey.Command(assertion=data.credential.assertion(), device_token=data.device_token)
    signed_in = await request.application.identity.log_in_by_passkey(command)
    return signed_in_answer(signed_in)


def routes() -> Router:
    own = Router(
        "/users/me/passkeys",
        route_handlers=[show_passkeys, begin_registration, add_passkey, rename_passkey, remove_passkey],
        guards=[require_user],
        security=TOKEN,
        tags=["users"],
    )
    signing_in = Router("/auth/passkey", route_handlers=[begin_sign_in, finish_sign_in], tags=["auth"])
    return Router("/", route_handlers=[own, signing_in])


def _answer(passkey: Passkey) -> PasskeyAnswer:
    return PasskeyAnswer(
        id=passkey.id,
        name=passkey.name,
        synced=passkey.is_synced,
        created_at=at(passkey.created_at),
        last_used_at=at(passkey.last_used_at),
    )
