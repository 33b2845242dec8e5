"""Access tokens: one algorithm, rotating keys, and an error for everything else."""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jose import jwt

from hushroom_adapters.security.tokens import JoseTokens, SecretTokens
from hushroom_domain.identity.errors import ExpiredToken, InvalidToken
from hushroom_domain.identity.model import Claimant, User, UserRole
from hushroom_domain.shared.ids import FamilyId, UserId

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
OLD, NEW = "old-key-" + "o" * 32, "new-key-" + "n" * 32
TOKENS = JoseTokens(secrets={"new": NEW, "old": OLD}, signs_with="new")
USER = User(
    id=UserId(UUID(int=7)),
    email="ada@example.com",
    date_of_birth=date(1990, 1, 1),
    role=UserRole.COMPANION,
    created_at=NOW,
    updated_at=NOW,
)
SIGN_IN = FamilyId(UUID(int=8))
CLAIMANT = Claimant(USER.id, SIGN_IN)


def claims(**changed: object) -> dict[str, object]:
    seconds = int(NOW.timestamp())
    whole = {"sub": str(USER.id), "email": USER.email, "role": "USER", "iat": seconds, "exp": seconds + 900}
    return {name: value for name, value in {**whole, **changed}.items() if value is not ...}


def signed(
    payload: dict[str, object], key: str = NEW, kid: object = "new", algorithm: str = "HS256", **header: object
) -> str:
    return jwt.encode(payload, key, algorithm=algorithm, headers={"kid": kid, **header})


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_token_says_whose_it_is() -> None:
    assert TOKENS.read(TOKENS.issue(USER, SIGN_IN, NOW), NOW) == CLAIMANT


def test_a_token_carries_the_promised_claims_and_the_id_of_its_key() -> None:
    token = TOKENS.issue(USER, SIGN_IN, NOW)
    body = jwt.get_unverified_claims(token)
    assert body.pop("jti")
    assert body == claims(role="COMPANION", sid=str(SIGN_IN))
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT", "kid": "new"}


def test_two_tokens_of_one_moment_differ() -> None:
    assert TOKENS.issue(USER, SIGN_IN, NOW) != TOKENS.issue(USER, SIGN_IN, NOW)


def test_a_token_lives_fifteen_minutes_and_not_a_second_longer() -> None:
    token = TOKENS.issue(USER, SIGN_IN, NOW)
    assert TOKENS.read(token, NOW + timedelta(minutes=14, seconds=59)) == CLAIMANT
    with pytest.raises(ExpiredToken):
        TOKENS.read(token, NOW + timedelta(minutes=15))


def test_a_token_of_the_previous_key_is_still_read_and_one_of_a_removed_key_is_not() -> None:
    previous = JoseTokens(secrets={"old": OLD}, signs_with="old").issue(USER, SIGN_IN, NOW)
    assert TOKENS.read(previous, NOW) == CLAIMANT
    with pytest.raises(InvalidToken):
        JoseTokens(secrets={"new": NEW}, signs_with="new").read(previous, NOW)


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="nothing"),
        pytest.param("a.b.c", id="no JSON"),
        pytest.param("ä.ö.ü", id="no ASCII"),
        pytest.param(TOKENS.issue(USER, SIGN_IN, NOW)[:-4], id="cut"),
        pytest.param(TOKENS.issue(USER, SIGN_IN, NOW) + "x" * 5000, id="endless"),
        pytest.param(TOKENS.issue(USER, SIGN_IN, NOW).rpartition(".")[0] + ".", id="unsigned"),
        pytest.param(f"{part({'alg': 'none', 'kid': 'new'})}.{part(claims())}.", id="algorithm none"),
        pytest.param(f"{part({'alg': 'HS256', 'kid': ['new']})}.{part(claims())}.x", id="key id is a list"),
        pytest.param(f"{part(['HS256'])}.{part(claims())}.x", id="header is a list"),
        pytest.param(signed(claims(), algorithm="HS512"), id="another algorithm"),
        pytest.param(signed(claims(), kid="other"), id="unknown key"),
        pytest.param(signed(claims(), kid=None), id="no key id"),
        pytest.param(signed(claims(), key=OLD), id="another key's signature"),
        pytest.param(signed(claims(sub=7)), id="subject is a number"),
        pytest.param(signed(claims(sub="ada")), id="subject is no id"),
        pytest.param(signed(claims(sub=...)), id="no subject"),
        pytest.param(signed(claims(exp=...)), id="never expires"),
        pytest.param(signed(claims(exp="tomorrow")), id="expiry is text"),
        pytest.param(signed(claims(exp=True)), id="expiry is a truth"),
        pytest.param(signed(claims(iat=...)), id="never issued"),
        pytest.param(signed(claims(iat=int(NOW.timestamp()) + 3600)), id="issued in the future"),
        pytest.param(signed(claims(nbf=int(NOW.timestamp()) + 3600)), id="begins in the future"),
        pytest.param(signed(claims(nbf="tomorrow")), id="beginning is text"),
        pytest.param(signed(claims(nbf=None)), id="beginning is null"),
        pytest.param(signed(claims(sid=7)), id="sign-in is a number"),
        pytest.param(signed(claims(sid=None)), id="sign-in is null"),
        pytest.param(signed(claims(sid="mine")), id="sign-in is no id"),
        pytest.param(signed(claims(), crit=["exp"]), id="a critical extension"),
        pytest.param(signed(claims(), crit=["b64"], b64=False), id="an extension that is in use elsewhere"),
        pytest.param(signed(claims(), crit=[]), id="no critical extension, said aloud"),
    ],
)
def test_everything_else_is_refused(token: str) -> None:
    with pytest.raises(InvalidToken):
        TOKENS.read(token, NOW)


def test_a_token_of_an_earlier_release_names_no_sign_in() -> None:
    assert TOKENS.read(signed(claims()), NOW) == Claimant(USER.id, None)
    assert TOKENS.read(TOKENS.issue(USER, None, NOW), NOW) == Claimant(USER.id, None)


def test_a_token_that_has_begun_is_read_a_minute_of_clock_skew_included() -> None:
    begun = signed(claims(nbf=int(NOW.timestamp()) + 60))
    assert TOKENS.read(begun, NOW).user_id == USER.id
    with pytest.raises(InvalidToken):
        TOKENS.read(begun, NOW - timedelta(seconds=1))


def test_a_changed_claim_breaks_the_signature() -> None:
    header, _, signature = TOKENS.issue(USER, SIGN_IN, NOW).split(".")
    with pytest.raises(InvalidToken):
        TOKENS.read(f"{header}.{part(claims(role='ADMIN'))}.{signature}", NOW)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=20))
def test_no_text_is_a_token(header: str, body: str, signature: str) -> None:
    with pytest.raises(InvalidToken):
        TOKENS.read(f"{header}.{body}.{signature}", NOW)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9), st.lists, max_leaves=5))
def test_a_signed_token_with_any_odd_subject_is_refused_cleanly(odd: list[Any] | int | str | None) -> None:
    with pytest.raises(InvalidToken):
        TOKENS.read(signed(claims(sub=odd)), NOW)


def test_keys_are_never_shown() -> None:
    assert NEW not in repr(TOKENS)


def test_opaque_tokens_are_long_and_never_repeat() -> None:
    made = {SecretTokens().new() for _ in range(1000)}
    assert len(made) == 1000
    assert min(map(len, made)) >= 43


def test_a_digest_is_stable_and_tells_nothing_of_the_token() -> None:
    token = SecretTokens().new()
    assert SecretTokens().digest(token) == SecretTokens().digest(token)
    assert token not in SecretTokens().digest(token)
    assert SecretTokens().digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
