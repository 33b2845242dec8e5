"""The ID tokens of the provider, good ones and those of the fault plan."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from jose import jwt

from hushroom_adapters.local.emulators.oidc.faults import Trouble
from hushroom_adapters.local.emulators.oidc.world import Question, SigningKey, World

LIFETIME_SECONDS = 600
CLAIM_FAULTS = (
    Trouble.WRONG_ISSUER,
    Trouble.WRONG_AUDIENCE,
    Trouble.MANY_AUDIENCES,
    Trouble.WRONG_NONCE,
    Trouble.NO_NONCE,
    Trouble.EXPIRED_TOKEN,
    Trouble.FUTURE_TOKEN,
    Trouble.NO_SUBJECT,
    Trouble.UNVERIFIED_ADDRESS,
    Trouble.NO_ADDRESS,
)
SIGNING_FAULTS = (
    Trouble.ALG_NONE,
    Trouble.ALG_HS256,
    Trouble.FOREIGN_KEY,
    Trouble.UNKNOWN_KEY,
    Trouble.CHANGED_CLAIMS,
    Trouble.DEEP_HEAD,
)
DEPTH = 5_000
"""Lists in each other, more than a reader of JSON that calls itself can read."""


def id_token(world: World, question: Question) -> str:
    """Returns a signed ID token for the answered question."""
    claims = _claims(world, question)
    _spoil(claims, world.plan.take(*CLAIM_FAULTS))
    if Trouble.OTHER_SUBJECT in world.plan.due:
        _spoil(claims, Trouble.NO_ADDRESS)
    if Trouble.TWO_DOCUMENTS in world.plan.due:
        del claims["email"]
    return _signed(claims, world.keys[-1], world.plan.take(*SIGNING_FAULTS))


def _claims(world: World, question: Question) -> dict[str, Any]:
    person, now = question.person, int(time.time())
    assert person is not None, "a code stands for a person"
    claims = {
        "iss": world.issuer(question.dialect),
        "sub": person.subject,
        "aud": question.client_id,
        "iat": now,
        "exp": now + LIFETIME_SECONDS,
        "nonce": question.nonce,
        "email": person.email,
    }
    if question.dialect == "apple":  # which writes truth in letters, and no names into its tokens
        return {**claims, "email_verified": "true" if person.is_verified else "false"}
    return {
        **claims,
        "email_verified": person.is_verified,
        "given_name": person.given_name,
        "family_name": person.family_name,
    }


def _spoil(claims: dict[str, Any], trouble: Trouble | None) -> None:
    now = int(time.time())
    changes: dict[Trouble, dict[str, Any]] = {
        Trouble.WRONG_ISSUER: {"iss": "https://evil.example.com"},
        Trouble.WRONG_AUDIENCE: {"aud": "another-client"},
        Trouble.MANY_AUDIENCES: {"aud": [claims["aud"], "another-client"], "azp": "another-client"},
        Trouble.WRONG_NONCE: {"nonce": "of-another-attempt"},
        Trouble.EXPIRED_TOKEN: {"iat": now - 7_200, "exp": now - 3_600},
        Trouble.FUTURE_TOKEN: {"iat": now + 3_600, "exp": now + 7_200},
        Trouble.UNVERIFIED_ADDRESS: {"email_verified": False},
    }
    removals = {
        Trouble.NO_NONCE: ("nonce",),
        Trouble.NO_SUBJECT: ("sub",),
        Trouble.NO_ADDRESS: ("email", "email_verified"),
    }
    if trouble is not None:
        claims.update(changes.get(trouble, {}))
        for name in removals.get(trouble, ()):
            del claims[name]


def _signed(claims: dict[str, Any], key: SigningKey, trouble: Trouble | None) -> str:
    match trouble:
        case Trouble.ALG_NONE:
            return f"{_part({'alg': 'none', 'kid': key.kid})}.{_part(claims)}."
        case Trouble.ALG_HS256:
            signed = f"{_part({'alg': 'HS256', 'kid': key.kid})}.{_part(claims)}"
            return f"{signed}.{_text(hmac.digest(key.public.encode(), signed.encode(), hashlib.sha256))}"
        case Trouble.FOREIGN_KEY | Trouble.UNKNOWN_KEY:
            kid = key.kid if trouble is Trouble.FOREIGN_KEY else "of-nobody"
            return jwt.encode(claims, SigningKey(kid).private, "RS256", {"kid": kid})
        case Trouble.DEEP_HEAD:
            return f"{_text(b'[' * DEPTH + b']' * DEPTH)}.{_part(claims)}.{_text(b'signature')}"
    good = jwt.encode(claims, key.private, "RS256", {"kid": key.kid})
    if trouble is Trouble.CHANGED_CLAIMS:
        head, _, signature = good.split(".")
        return f"{head}.{_part({**claims, 'sub': '1'})}.{signature}"
    return good


def _part(value: dict[str, Any]) -> str:
    return _text(json.dumps(value).encode())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
