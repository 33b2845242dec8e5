"""Advice about a password that was refused, on the page that shows its form again."""

from hushroom_adapters.i18n.password_advice import TEXTS
from hushroom_domain.identity.use_cases.estimate_password_strength import EstimatePasswordStrength
from hushroom_domain.shared.errors import DomainError, Unavailable, ValidationFailed
from hushroom_http.server.rate_limits import TooManyRequests, require_within
from hushroom_http.server.request import WebRequest


async def advice_on(request: WebRequest, password: str, refusal: DomainError, field: str) -> tuple[str, ...]:
    """Returns the texts of advice if `refusal` names a problem of the password in `field`; nothing for other refusals.

    The page comes without advice while there is no room for estimates, and for a client that has asked for too many.
    """
    is_named = isinstance(refusal, ValidationFailed) and any(one.field == field for one in refusal.problems)
    if not is_named or not password:
        return ()
    try:
        await require_within(request, "password_strength")
        judged = await request.application.identity.estimate_password_strength(
            EstimatePasswordStrength.Command(password=password)
        )
    except (ValidationFailed, Unavailable, TooManyRequests):
        return ()
    return tuple(TEXTS[advice] for advice in judged.strength.advice)
