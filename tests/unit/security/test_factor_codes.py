"""Codes of authenticator apps follow RFC 6238, recovery codes are random, and a QR code is a plain picture."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree as ET

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.security import TotpFactorCodes

CODES = TotpFactorCodes()
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
"""The secret of the test vectors in appendix B of RFC 6238, whose codes of eight digits end with these six."""
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
]


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert CODES.step_of(RFC_SECRET, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@given(st.integers(0, 2**33), st.integers(-10, 10))
def test_a_code_counts_in_its_step_and_in_the_ones_beside_it(seconds: int, away: int) -> None:
    now = datetime.fromtimestamp(seconds, UTC) + timedelta(days=1)
    step = int(now.timestamp()) // 30 + away
    found = CODES.step_of(RFC_SECRET, pyotp.HOTP(RFC_SECRET).at(step), now)
    assert found == step if abs(away) <= 1 else found != step


@pytest.mark.parametrize("code", ["", "28708", "2870820", "28708x", "28 082", "٢٨٧٠٨٢", "\0" * 6])
def test_another_text_is_no_code(code: str) -> None:
    assert CODES.step_of(RFC_SECRET, code, datetime.fromtimestamp(59, UTC)) is None


def test_secrets_are_long_and_never_the_same() -> None:
    secrets = {CODES.new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert {len(base64.b32decode(one)) for one in secrets} == {20}


def test_recovery_codes_have_eighty_bits_in_groups() -> None:
    codes = {CODES.new_recovery_code() for _ in range(100)}
    assert len(codes) == 100
    assert {len(base64.b32decode(one.replace("-", ""))) for one in codes} == {10}
    assert {tuple(map(len, one.split("-"))) for one in codes} == {(4, 4, 4, 4)}


def test_the_address_names_the_account_and_the_secret() -> None:
    parts = urlsplit(CODES.address_of(RFC_SECRET, "nour+1@hushroom.test"))
    assert (parts.scheme, parts.netloc, unquote(parts.path)) == ("otpauth", "totp", "/Hushroom:nour+1@hushroom.test")
    assert parse_qs(parts.query) == {"secret": [RFC_SECRET], "issuer": ["Hushroom"]}


def test_a_qr_code_is_a_picture_without_scripts_and_styles() -> None:
    picture = ET.fromstring(CODES.picture_of(CODES.address_of(RFC_SECRET, "nour@hushroom.test")))  # noqa: S314 - our own
    names = {one.tag.rpartition("}")[2] for one in picture.iter()}
    attributes = {name for one in picture.iter() for name in one.attrib}
    assert names <= {"svg", "path", "g"}
    assert not {name for name in attributes if name.startswith("on") or name == "style"}
    assert "viewBox" in picture.attrib
