"""The second step of a sign-in, and second factors that are shown again, over API v1."""

from litestar.params import JSONBody

from hushroom_domain.identity.model import Assertion, FactorKind, ShownFactor
from hushroom_domain.identity.use_cases.show_passkey import ShowPasskey
from hushroom_domain.identity.use_cases.show_second_factor import ShowSecondFactor
from hushroom_domain.identity.use_cases.step_up_by_passkey import StepUpByPasskey
from hushroom_domain.identity.use_cases.step_up_sign_in import StepUpSignIn
from hushroom_domain.shared.errors import FieldProblem
from hushroom_http.api_v1.identity.responses import SignedInAnswer, signed_in_answer
from hushroom_http.api_v1.openapi import TOKEN, with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Message
from hushroom_http.api_v1.routing import post
from hushroom_http.inputs.field_types import DeviceToken, FactorCode, Opaque
from hushroom_http.inputs.passkey_ceremonies import AssertionCredential
from hushroom_http.inputs.request_bodies import Body, refused
from hushroom_http.server.disconnects import Attended
from hushroom_http.server.guards import claimant_of, require_user
from hushroom_http.server.rate_limits import limited


class SecondFactor(Body):
    """The challenge of a sign-in, and a code of an authenticator app, a recovery code or the answer of a passkey.

    Exactly one of the three comes along.
    """

    challenge: Opaque
    code: FactorCode | None = None
    recovery_code: FactorCode | None = None
    assertion: AssertionCredential | None = None
    device_token: DeviceToken | None = None


class ShownCode(Body):
    """A code of an authenticator app, a recovery code or the answer of a passkey: exactly one of them."""

    code: FactorCode | None = None
    recovery_code: FactorCode | None = None
    assertion: AssertionCredential | None = None


@post(
    "/second-factor",
    summary="Show a second factor",
    guards=[limited("login")],
    middleware=[Attended],
    responses=with_body(401),
)
async def show_second_factor(request: ApiRequest, data: JSONBody[SecondFactor]) -> SignedInAnswer:
    """Signs in with the challenge of a login. Each code counts once; a wrong one is 401 `auth.second_factor.wrong`.

    After five minutes or five wrong codes it is 401 `auth.second_factor.challenge_ended`: sign in from the start.
    A passkey signs a challenge of `POST /auth/passkey/begin`; `assertion` is its answer.
    """
    shown = shown_factor(data)
    if isinstance(shown, Assertion):
        by_passkey = ShowPasskey.Command(challenge=data.challenge, assertion=shown, device_token=data.device_token)
        return signed_in_answer(await request.application.identity.show_passkey(by_passkey))
    command = ShowSecondFactor.Command(
        challenge=data.challenge, kind=shown.kind, code=shown.code, device_token=data.device_token
    )
    return signed_in_answer(await request.application.identity.show_second_factor(command))


@post(
    "/step-up",
    summary="Show my second factor again",
    guards=[require_user, limited("login")],
    security=TOKEN,
    responses=with_body(401),
)
async def step_up(request: ApiRequest, data: JSONBody[ShownCode]) -> Message:
    """Shows a second factor in the sign-in of the caller; for ten minutes it counts for acts that ask for one.

    Such an act is refused with 403 `auth.step_up_required` before; `details` names the kinds that will do.
    A passkey signs a challenge of `POST /auth/passkey/begin`; `assertion` is its answer.
    """
    claimant, shown = claimant_of(request), shown_factor(data)
    if isinstance(shown, Assertion):
        await request.application.identity.step_up_by_passkey(
            StepUpByPasskey.Command(user_id=claimant.user_id, sign_in_id=claimant.sign_in_id, assertion=shown)
        )
        return Message(message="Second factor shown")
    await request.application.identity.step_up_sign_in(
        StepUpSignIn.Command(user_id=claimant.user_id, sign_in_id=claimant.sign_in_id, kind=shown.kind, code=shown.code)
    )
    return Message(message="Second factor shown")


def shown_factor(data: SecondFactor | ShownCode) -> ShownFactor | Assertion:
    """Returns the code that came along and its kind, or the answer of a passkey.

    Raises: ValidationFailed (none, or more than one).
    """
    given = {FactorKind.TOTP: data.code, FactorKind.RECOVERY_CODE: data.recovery_code}
    shown: list[ShownFactor | Assertion] = [ShownFactor(kind, code) for kind, code in given.items() if code is not None]
    if data.assertion is not None:
        shown.append(data.assertion.assertion())
    if len(shown) == 1:
        return shown[0]
    raise refused((FieldProblem("code", "must come without recoveryCode and assertion" if shown else "is required"),))
