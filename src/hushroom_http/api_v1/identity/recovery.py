"""The recovery of an account whose second factors are lost, over API v1: asking for it, and stopping it."""

from litestar.params import JSONBody

from hushroom_domain.identity.use_cases.ask_for_recovery import AskForRecovery
from hushroom_domain.identity.use_cases.stop_recovery_by_link import StopRecoveryByLink
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.openapi import with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Answer, Message, Time
from hushroom_http.api_v1.routing import post
from hushroom_http.inputs.field_types import Opaque
from hushroom_http.inputs.request_bodies import Body
from hushroom_http.server.rate_limits import limited


class LostFactors(Body):
    """The challenge of a sign-in whose second factor cannot be shown."""

    challenge: Opaque


class StoppedRecovery(Body):
    """The token of the mailed link."""

    token: Opaque


class AskedRecoveryAnswer(Answer):
    """The times at which the recovery was asked for, from which it can be approved, and at which it ends by itself."""

    asked_at: Time
    approvable_at: Time
    lapses_at: Time


@post(
    "/second-factor/recovery",
    summary="Ask to sign in without my lost second factors",
    guards=[limited("login")],
    responses=with_body(401),
)
async def ask_for_recovery(request: ApiRequest, data: JSONBody[LostFactors]) -> AskedRecoveryAnswer:
    """Stores the request; the owner is told by mail at once, with a link that stops it.

    After 72 hours an administrator may approve it, which removes the second factors, the passkeys and the recovery
    codes, and ends every sign-in. Showing a factor stops it as well. A request that is open already is answered again.
    """
    asked = await request.application.identity.ask_for_recovery(AskForRecovery.Command(data.challenge))
    return AskedRecoveryAnswer(
        asked_at=at(asked.asked_at), approvable_at=at(asked.approvable_at), lapses_at=at(asked.lapses_at)
    )


@post(
    "/second-factor/recovery/stop",
    summary="Stop a recovery by the mailed link",
    guards=[limited("reset_password")],
    responses=with_body(),
)
async def stop_recovery(request: ApiRequest, data: JSONBody[StoppedRecovery]) -> Message:
    """Stops the recovery of the account to whose address the token was mailed; the second factors stay."""
    await request.application.identity.stop_recovery(StopRecoveryByLink.Command(data.token))
    return Message(message="Recovery stopped")
