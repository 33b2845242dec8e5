"""The check of ID tokens (OpenID Connect Core 1.0, section 3.1.3.7)."""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jose import jws
from jose.exceptions import JOSEError

from hushroom_adapters.oidc.clients import ProviderClient
from hushroom_adapters.oidc.documents import ProviderDocuments, text_in
from hushroom_domain.identity.errors import ProviderProofInvalid
from hushroom_domain.identity.model import ProviderAttempt

ALGORITHM_OF = {"RSA": "RS256", "EC": "ES256"}
"""The one algorithm of each type of key: the token's own word about its algorithm chooses nothing."""
UNREADABLE = (JOSEError, KeyError, RecursionError, TypeError, ValueError)
"""The errors of the library about a token, or about a key, that a careless or hostile provider wrote."""
LONGEST_TOKEN = 16_384
LONGEST_SUBJECT = 255
SKEW_SECONDS = 120
OLDEST_SECONDS = 600


async def claims_of(
    token: str, *, client: ProviderClient, documents: ProviderDocuments, attempt: ProviderAttempt, now: datetime
) -> Mapping[str, Any]:
    """Returns the claims of a token that its provider signed for this client and this attempt.

    Raises: ProviderProofInvalid, SignInProviderUnavailable.
    """
    claims = await _verified(token, documents)
    if not (
        text_in(claims, "iss") == client.issuer
        and _is_for(client.client_id, claims)
        and hmac.compare_digest(text_in(claims, "nonce").encode(), attempt.nonce.encode())
        and 0 < len(text_in(claims, "sub")) <= LONGEST_SUBJECT
        and _is_current(claims, now.timestamp())
    ):
        raise ProviderProofInvalid
    return claims


async def _verified(token: str, documents: ProviderDocuments) -> Mapping[str, Any]:
    """Returns the signed claims. Raises: ProviderProofInvalid, SignInProviderUnavailable."""
    try:
        key_id = text_in(jws.get_unverified_header(token), "kid") if len(token) <= LONGEST_TOKEN else ""
    except UNREADABLE as error:
        raise ProviderProofInvalid from error
    key = await documents.key(key_id) if key_id else None
    algorithm = ALGORITHM_OF.get(text_in(key, "kty"))
    if key is None or algorithm is None:
        raise ProviderProofInvalid
    try:
        claims = json.loads(jws.verify(token, dict(key), [algorithm]))
    except UNREADABLE as error:
        raise ProviderProofInvalid from error
    if not isinstance(claims, dict):
        raise ProviderProofInvalid
    return claims


def _is_for(client_id: str, claims: Mapping[str, Any]) -> bool:
    """Returns whether the token is for this client, and was asked for by it where it is for several."""
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    authorized = claims.get("azp")
    return client_id in listed and (authorized == client_id if authorized is not None else len(listed) == 1)


def _is_current(claims: Mapping[str, Any], now: float) -> bool:
    expires, issued = _seconds(claims, "exp"), _seconds(claims, "iat")
    is_young = now - OLDEST_SECONDS - SKEW_SECONDS < issued < now + SKEW_SECONDS
    return is_young and now < expires + SKEW_SECONDS


def _seconds(claims: Mapping[str, Any], name: str) -> float:
    """Returns a time of a token in seconds since 1970; the beginning of time when it is missing or no number."""
    found = claims.get(name)
    return found if isinstance(found, int | float) and not isinstance(found, bool) else 0
