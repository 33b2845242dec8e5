"""The check of passkeys by WebAuthn: every algorithm, every flag, and data that no authenticator makes."""

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Iterator

import cbor2
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.memory.passkeys import PlainPasskeyVerifier
from hushroom_adapters.security import WebAuthnVerifier
from hushroom_adapters.threads.fair_pool import FairPool
from hushroom_domain.identity.errors import PasskeyRefused, WrongPasskey
from tests.support.authenticators import (
    KEYS,
    PlainAuthenticator,
    VirtualAuthenticator,
    assertion_in,
    attestation_in,
    decoded,
    encoded,
)
from tests.support.contracts.passkeys import CHALLENGE, OTHER, SITE, Make, PasskeyVerifierContract

MANY_BRACKETS = encoded(b"[" * 12_000)


def virtual(**about: object) -> VirtualAuthenticator:
    return VirtualAuthenticator(**{"origin": SITE.origins[0], "domain": SITE.id, **about})  # type: ignore[arg-type]


class TestPlainPasskeyVerifier(PasskeyVerifierContract):
    @pytest.fixture
    def verifier(self) -> PlainPasskeyVerifier:
        return PlainPasskeyVerifier(SITE)

    @pytest.fixture
    def make(self) -> Make:
        return lambda **about: PlainAuthenticator(**{"origin": SITE.origins[0], "domain": SITE.id, **about})


class TestWebAuthnVerifier(PasskeyVerifierContract):
    @pytest.fixture
    def verifier(self) -> Iterator[WebAuthnVerifier]:
        verifier = WebAuthnVerifier(SITE)
        yield verifier
        verifier.close()

    @pytest.fixture
    def make(self) -> Make:
        return virtual

    @pytest.mark.parametrize("algorithm", KEYS)
    async def test_every_offered_algorithm_signs(self, verifier: WebAuthnVerifier, algorithm: str) -> None:
        device = virtual(algorithm=algorithm)
        passkey = await verifier.registration(attestation_in(device.register(CHALLENGE, b"o" * 16)), CHALLENGE)
        signed = assertion_in(device.sign(OTHER))
        assert (await verifier.assertion(signed, OTHER, passkey.public_key)).sign_count == 1
        forged = evolve(signed, signature=encoded(decoded(signed.signature)[::-1]))
        with pytest.raises(WrongPasskey):
            await verifier.assertion(forged, OTHER, passkey.public_key)

    async def test_a_page_inside_another_one_is_refused(self, verifier: WebAuthnVerifier) -> None:
        made = attestation_in(virtual().register(CHALLENGE, b"o" * 16))
        said = {**json.loads(decoded(made.client_data)), "crossOrigin": True}
        with pytest.raises(PasskeyRefused):
            await verifier.registration(evolve(made, client_data=encoded(json.dumps(said).encode())), CHALLENGE)

    async def test_an_answer_of_one_ceremony_is_none_of_the_other(self, verifier: WebAuthnVerifier) -> None:
        device = virtual()
        made = attestation_in(device.register(CHALLENGE, b"o" * 16))
        passkey = await verifier.registration(made, CHALLENGE)
        signed = assertion_in(device.sign(OTHER))
        with pytest.raises(PasskeyRefused):
            await verifier.registration(evolve(made, client_data=signed.client_data), OTHER)
        with pytest.raises(WrongPasskey):
            await verifier.assertion(evolve(signed, client_data=made.client_data), CHALLENGE, passkey.public_key)

    @pytest.mark.parametrize("handle", ["x", encoded(b"too short"), encoded(b"s" * 17)])
    async def test_a_user_handle_that_is_none_of_ours_is_refused(self, verifier: WebAuthnVerifier, handle: str) -> None:
        device = virtual()
        passkey = await verifier.registration(attestation_in(device.register(CHALLENGE, b"o" * 16)), CHALLENGE)
        signed = evolve(assertion_in(device.sign(OTHER)), user_handle=handle)
        with pytest.raises(WrongPasskey):
            await verifier.assertion(signed, OTHER, passkey.public_key)

    @pytest.mark.parametrize(
        "key",
        [
            {},
            {1: 2, 3: -7},
            {1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32},
            {1: 3, 3: -257, -1: b"", -2: b""},
            {1: 1, 3: -8, -1: 6, -2: b"short"},
            {1: 7, 3: -50, -1: b"pub"},
            {1: "2", 3: [], -1: None},
        ],
    )
    async def test_a_malformed_key_neither_registers_nor_fails(self, verifier: WebAuthnVerifier, key: object) -> None:
        device = virtual()
        signed = assertion_in(device_with(device).sign(OTHER))
        with pytest.raises(WrongPasskey):
            await verifier.assertion(signed, OTHER, encoded(cbor2.dumps(key)))

    async def test_deep_nesting_is_refused(self, verifier: WebAuthnVerifier) -> None:
        made = attestation_in(virtual().register(CHALLENGE, b"o" * 16))
        assert verifier.challenge_of(MANY_BRACKETS) is None
        deep = encoded(b"\x81" * 12_000)
        for answer in (evolve(made, client_data=MANY_BRACKETS), evolve(made, attestation_object=deep)):
            with pytest.raises(PasskeyRefused):
                await verifier.registration(answer, CHALLENGE)


async def test_more_signatures_than_can_be_checked_are_refused_at_once() -> None:
    pool = FairPool(threads=1, queue=1, name="passkeys")
    verifier, going_on = WebAuthnVerifier(SITE, pool), threading.Event()
    try:
        running = asyncio.ensure_future(pool.run(going_on.wait))
        await asyncio.sleep(0)
        signed = assertion_in(device_with(virtual()).sign(OTHER))
        checks = [asyncio.ensure_future(verifier.assertion(signed, OTHER, None)) for _ in range(2)]
        await asyncio.sleep(0)
        going_on.set()
        answers = await asyncio.gather(*checks, return_exceptions=True)
        assert sorted(type(answer).__name__ for answer in answers) == ["PasskeysBusy", "WrongPasskey"]
        assert await running
    finally:
        going_on.set()
        verifier.close()


def device_with(device: VirtualAuthenticator) -> VirtualAuthenticator:
    device.register(CHALLENGE, b"o" * 16)
    return device


@given(st.data())
def test_no_damaged_answer_is_more_than_refused(data: st.DataObject) -> None:
    device, verifier = virtual(), WebAuthnVerifier(SITE)
    made = attestation_in(device.register(CHALLENGE, b"o" * 16))
    whole = bytearray(decoded(made.attestation_object))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    damaged = evolve(made, attestation_object=encoded(cut) or "AA")
    try:
        asyncio.run(verifier.registration(damaged, CHALLENGE))
    except PasskeyRefused:
        pass
    finally:
        verifier.close()


@given(st.binary(max_size=300), st.binary(min_size=1, max_size=80), st.binary(min_size=1, max_size=80))
def test_no_invented_signature_is_more_than_refused(data: bytes, signature: bytes, key: bytes) -> None:
    device, verifier = device_with(virtual()), WebAuthnVerifier(SITE)
    signed = assertion_in(device.sign(OTHER))
    head = decoded(signed.authenticator_data)[:32]
    invented = evolve(signed, authenticator_data=encoded(head + data), signature=encoded(signature))
    try:
        for public in (encoded(key), None):
            with pytest.raises(WrongPasskey):
                asyncio.run(verifier.assertion(invented, OTHER, public))
    finally:
        verifier.close()


def test_the_library_is_loaded_by_the_first_check_and_not_before() -> None:
    code = "import sys, hushroom_adapters.bootstrap; sys.exit('webauthn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own words
