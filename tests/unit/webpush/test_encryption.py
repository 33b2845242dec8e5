"""The encryption and the signature of push messages, against the examples of their standards."""

import json
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.webpush.base64url import decoded, encoded
from hushroom_adapters.webpush.encryption import CURVE, LONGEST_MESSAGE_BYTES, encrypt
from hushroom_adapters.webpush.vapid import VapidKey, new_vapid_key
from tests.support.push_receiver import Browser, Received, bytes_of

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(bytes_of(text)), CURVE)


def test_the_example_of_rfc_8291_is_encrypted_to_the_letter() -> None:
    browser_key = bytes_of("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        browser_key,
        bytes_of("BTBZMqHH6r4Tts7J_aSIgg"),
        salt=bytes_of("DGv6ra1nlYgDCS1FRnbzlw"),
        sender_key=private_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        least_bytes=0,
    )
    assert encoded(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@given(st.binary(max_size=LONGEST_MESSAGE_BYTES).filter(lambda message: not message.endswith(b"\0")))
def test_the_browser_reads_what_was_sent_and_nobody_sees_how_long_a_short_message_is(message: bytes) -> None:
    browser = Browser()
    body = encrypt(message, browser.point, browser.auth)
    assert browser.read(body) == message
    assert len(body) == max(len(message) + 1, 1_024) + 16 + 86
    assert len(body) <= 4_096


def test_every_message_has_its_own_salt_and_key() -> None:
    browser = Browser()
    one, other = (encrypt(b"same", browser.point, browser.auth) for _ in range(2))
    assert one[:16] != other[:16]
    assert one[21:86] != other[21:86]


def test_a_key_that_is_no_point_of_the_curve_is_refused() -> None:
    with pytest.raises(ValueError, match="Invalid"):
        encrypt(b"", b"\x04" + b"\1" * 64, b"0" * 16)


def test_the_signature_names_the_push_service_and_ends_within_a_day() -> None:
    key = VapidKey.of(new_vapid_key())
    field = key.authorization("https://push.example.com", "mailto:a@hushroom.com", NOW)
    claims = Received("/", {"Authorization": field}, b"").claims(key.public)
    assert claims["aud"] == "https://push.example.com"
    assert claims["sub"] == "mailto:a@hushroom.com"
    assert 0 < claims["exp"] - NOW.timestamp() <= 24 * 3_600


def test_a_changed_token_does_not_pass_the_check_of_the_receiver() -> None:
    key = VapidKey.of(new_vapid_key())
    field = key.authorization("https://push.example.com", "mailto:a@hushroom.com", NOW)
    head, claims, rest = field.split(".", 2)
    other = encoded(json.dumps({**json.loads(bytes_of(claims)), "aud": "https://other.example"}).encode())
    with pytest.raises(InvalidSignature):
        Received("/", {"Authorization": f"{head}.{other}.{rest}"}, b"").claims(key.public)


def test_a_private_key_keeps_its_public_key() -> None:
    text = new_vapid_key()
    assert len(text) == 43
    assert VapidKey.of(text).public == VapidKey.of(text + "=").public
    assert len(decoded(VapidKey.of(text).public)) == 65
    assert text not in repr(VapidKey.of(text))
