"""The second step of signing in on a page: a code, or a passkey."""

from typing import Any

from litestar import Response, Router

from hushroom_domain.identity.errors import ChallengeEnded, CopiedPasskey, WrongPasskey, WrongSecondFactor
from hushroom_domain.identity.model import FactorKind
from hushroom_domain.identity.rules.factor_codes import looks_like_totp
from hushroom_domain.identity.services.browser_signer import SignedInBrowser
from hushroom_domain.identity.services.second_step import SecondFactorEntries
from hushroom_domain.identity.use_cases.show_passkey import ShowPasskey
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_http.pages.cookies import device_token
from hushroom_http.pages.forms import Submission, submission
from hushroom_http.pages.guards import optional_reader
from hushroom_http.pages.identity.forms import FACTOR_FIELD, SECOND_STEP
from hushroom_http.pages.identity.passkey_answers import OFFERS_PASSKEY, assertion_in
from hushroom_http.pages.identity.signing_in import (
    STEP,
    STEP_TEMPLATE,
    begin_again,
    begin_again_after,
    begun_page,
)
from hushroom_http.pages.next_paths import safe_path
from hushroom_http.pages.rendering import UNPROCESSABLE
from hushroom_http.pages.resent_forms import unpacked
from hushroom_http.pages.visits import show_to_stranger
from hushroom_http.server.rate_limits import require_within
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post


@get(STEP, guards=[optional_reader])
async def show_first_step(request: WebRequest) -> Response[bytes]:
    """Returns the form of the first step: the second one is shown as the answer to it and cannot be come back to."""
    return begin_again(request)


@post(STEP, guards=[optional_reader])
async def show_second_factor(request: WebRequest) -> Response[bytes]:
    """Signs the browser in with a second factor; a challenge that has ended leads to the first step again."""
    sent = await submission(request)
    following, again = safe_path(sent.text("next"), ""), unpacked(sent)
    facts: dict[str, Any] = {"next": following, "again": again, "by_passkey": sent.has(OFFERS_PASSKEY)}
    try:
        await require_within(request, "login")
        made = await _signed_in(request, sent)
    except ChallengeEnded as refusal:
        return begin_again_after(request, refusal, following, again)
    except (WrongSecondFactor, WrongPasskey, CopiedPasskey, ValidationFailed) as refusal:
        form = SECOND_STEP.refused(Submission({}), refusal)
        facts |= {"form": form, "challenge": sent.text("challenge")}
        return show_to_stranger(request, STEP_TEMPLATE, status=UNPROCESSABLE, **facts)
    return await begun_page(request, made, following, again)


def routes() -> Router:
    return Router("/", route_handlers=[show_first_step, show_second_factor], include_in_schema=False)


async def _signed_in(request: WebRequest, sent: Submission) -> SignedInBrowser:
    """Begins the sign-in that waits for a second factor.

    Raises: ChallengeEnded (also without a challenge), ValidationFailed, WrongSecondFactor, WrongPasskey, CopiedPasskey,
    PasskeysBusy.
    """
    challenge, identity, device = sent.text("challenge"), request.application.identity, device_token(request)
    if not challenge:
        raise ChallengeEnded
    assertion = assertion_in(sent)
    if assertion is not None:
        by_passkey = ShowPasskey.Command(challenge=challenge, assertion=assertion, device_token=device)
        return await identity.show_passkey_in_browser(by_passkey)
    code = sent.text(FACTOR_FIELD)
    kind = FactorKind.TOTP if looks_like_totp(code) else FactorKind.RECOVERY_CODE
    entries = SecondFactorEntries(challenge=challenge, kind=kind, code=code, device_token=device)
    return await identity.show_second_factor_in_browser(entries)
