"""The second factors of a user."""

from typing import Annotated

from litestar import Router
from litestar.params import JSONBody

from hushroom_domain.identity.model import FactorKind
from hushroom_domain.identity.services.totp_enrolment import TotpEnrolment
from hushroom_domain.identity.use_cases.confirm_totp import ConfirmTotp
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Answer, Time, member_of
from hushroom_http.api_v1.routing import delete, get, post
from hushroom_http.inputs.field_types import FactorCode
from hushroom_http.inputs.request_bodies import Body
from hushroom_http.server.guards import claimant_of, require_user


class SecondFactorsAnswer(Answer):
    """The second factors: since when there is an authenticator app, and how many recovery codes are left."""

    methods: list[Annotated[str, member_of(FactorKind)]]
    totp_since: Time | None
    recovery_codes_left: int


class TotpAnswer(Answer):
    """The secret for an authenticator app: in base 32, as an `otpauth` address, and as a QR code of it (SVG)."""

    secret: str
    otpauth_url: str
    qr_svg: str


class RecoveryCodesAnswer(Answer):
    """Ten codes, each of which replaces the second factor once; they are shown this once."""

    recovery_codes: list[str]


class FirstCode(Body):
    code: FactorCode


@get("/", summary="Look at my second factors", responses=refusals(401))
async def show_factors(request: ApiRequest) -> SecondFactorsAnswer:
    """Returns what a sign-in of the caller asks for beside the password; an empty list of methods means nothing."""
    found = await request.queries.users.second_factors(request.viewer.user_id)
    return SecondFactorsAnswer(
        methods=[one.value for one in found.methods],
        totp_since=at(found.totp_since),
        recovery_codes_left=found.recovery_codes_left,
    )


@post("/totp", summary="Begin to set an authenticator app up", responses=refusals(401, 409))
async def begin_totp(request: ApiRequest) -> TotpAnswer:
    """Returns a new secret, once. Nothing changes until a code of it is confirmed."""
    return totp_answer(await request.application.identity.begin_totp(request.viewer.user_id))


@post("/totp/confirm", summary="Confirm an authenticator app", responses=with_body(401, 409))
async def confirm_totp(request: ApiRequest, data: JSONBody[FirstCode]) -> RecoveryCodesAnswer:
    """Makes the app a second factor, and returns recovery codes. Every other sign-in of the caller ends."""
    claimant = claimant_of(request)
    command = ConfirmTotp.Command(user_id=claimant.user_id, sign_in_id=claimant.sign_in_id, code=data.code)
    return RecoveryCodesAnswer(recovery_codes=list(await request.application.identity.confirm_totp(command)))


@delete("/totp", status_code=204, summary="Remove my authenticator app", responses=refusals(401, 403, 404))
async def remove_totp(request: ApiRequest) -> None:
    """Removes the app, and the recovery codes with the last second factor. Every other sign-in of the caller ends.

    A second factor must have been shown within ten minutes: `POST /auth/step-up`. The last one of an administrator who
    must have one stays: 400 `factor.required`.
    """
    claimant = claimant_of(request)
    await request.application.identity.remove_totp(claimant.user_id, claimant.sign_in_id)


@post("/recovery-codes", summary="Replace my recovery codes", responses=refusals(401, 403, 404))
async def replace_recovery_codes(request: ApiRequest) -> RecoveryCodesAnswer:
    """Returns ten new recovery codes; the earlier ones do not count any more.

    A second factor must have been shown within ten minutes: `POST /auth/step-up`.
    """
    claimant = claimant_of(request)
    issued = await request.application.identity.replace_recovery_codes(claimant.user_id, claimant.sign_in_id)
    return RecoveryCodesAnswer(recovery_codes=list(issued))


def totp_answer(begun: TotpEnrolment) -> TotpAnswer:
    return TotpAnswer(secret=begun.secret, otpauth_url=begun.address, qr_svg=begun.picture)


def routes() -> Router:
    handlers = [show_factors, begin_totp, confirm_totp, remove_totp, replace_recovery_codes]
    return Router("/users/me/factors", route_handlers=handlers, guards=[require_user], security=TOKEN, tags=["users"])
