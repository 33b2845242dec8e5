"""The second factor that a user must set up before a sign-in, over API v1."""

from litestar.params import JSONBody

from hushroom_domain.identity.use_cases.begin_enrolment import BeginEnrolment
from hushroom_domain.identity.use_cases.finish_enrolment import FinishEnrolment
from hushroom_http.api_v1.identity.factors import TotpAnswer, totp_answer
from hushroom_http.api_v1.identity.responses import UserAnswer, user_answer
from hushroom_http.api_v1.openapi import with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Answer
from hushroom_http.api_v1.routing import post
from hushroom_http.inputs.field_types import DeviceToken, FactorCode, Opaque
from hushroom_http.inputs.request_bodies import Body
from hushroom_http.server.disconnects import Attended
from hushroom_http.server.rate_limits import limited


class Enrolment(Body):
    """The challenge of a sign-in that asks for a second factor to be set up."""

    challenge: Opaque


class FirstCodeOfEnrolment(Body):
    """The challenge, and the code that the authenticator app shows now."""

    challenge: Opaque
    code: FactorCode
    device_token: DeviceToken | None = None


class EnrolledAnswer(Answer):
    """The tokens of the sign-in, and ten codes, each of which replaces the second factor once; shown this once."""

    user: UserAnswer
    access_token: str
    refresh_token: str
    device_token: str
    recovery_codes: list[str]


@post(
    "/second-factor/enrol",
    summary="Begin to set up the second factor that I must have",
    guards=[limited("login")],
    responses=with_body(401, 409),
)
async def begin_enrolment(request: ApiRequest, data: JSONBody[Enrolment]) -> TotpAnswer:
    """Returns a new secret for an authenticator app, once. Nothing changes until a code of it is confirmed.

    The challenge is that of a login with `secondFactorEnrolmentRequired`; it works for five minutes.
    """
    command = BeginEnrolment.Command(data.challenge)
    return totp_answer(await request.application.identity.begin_enrolment(command))


@post(
    "/second-factor/enrol/confirm",
    summary="Set up the second factor that I must have, and sign in",
    guards=[limited("login")],
    middleware=[Attended],
    responses=with_body(401, 409),
)
async def finish_enrolment(request: ApiRequest, data: JSONBody[FirstCodeOfEnrolment]) -> EnrolledAnswer:
    """Makes the app a second factor by a code of it, and signs in. Every other sign-in ends.

    A wrong code is 400 `auth.totp.wrong_code`; after five minutes or five wrong codes it is 401
    `auth.second_factor.challenge_ended`: sign in from the start.
    """
    command = FinishEnrolment.Command(challenge=data.challenge, code=data.code, device_token=data.device_token)
    enrolled = await request.application.identity.finish_enrolment(command)
    return EnrolledAnswer(
        user=user_answer(enrolled.signed_in.user),
        access_token=enrolled.signed_in.access_token,
        refresh_token=enrolled.signed_in.refresh_token,
        device_token=enrolled.signed_in.device_token,
        recovery_codes=list(enrolled.recovery_codes),
    )
