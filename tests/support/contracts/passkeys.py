"""Contract tests of the checks of passkeys: the real one and the plain one of the in-memory platform."""

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from hushroom_domain.identity.errors import PasskeyRefused, WrongPasskey
from hushroom_domain.identity.model import RelyingParty
from hushroom_domain.identity.ports import PasskeyVerifier
from hushroom_domain.shared.ids import UserId
from tests.support.authenticators import Authenticator, assertion_in, attestation_in, encoded
from tests.support.builders import an_id

SITE = RelyingParty(
    id="hushroom.example", name="Hushroom", origins=("https://hushroom.example", "https://www.hushroom.example")
)
CHALLENGE, OTHER = encoded(b"challenge of this moment......32"), encoded(b"challenge of another moment...32")
WRONG: dict[str, dict[str, Any]] = {
    "another origin": {"origin": "https://evil.example"},
    "an origin that begins alike": {"origin": "https://hushroom.example.evil.example"},
    "an origin of the same domain that is not named": {"origin": "https://blog.hushroom.example"},
    "another scheme": {"origin": "http://hushroom.example"},
    "another domain": {"domain": "evil.example"},
    "a domain below": {"domain": "www.hushroom.example"},
    "a touch without verification": {"verifies": False},
}
Make = Callable[..., Authenticator]


class PasskeyVerifierContract:
    """Tests to inherit; the subclass defines the fixtures `verifier`, of `SITE`, and `make`."""

    @pytest.mark.parametrize("origin", SITE.origins)
    @pytest.mark.parametrize("may_sync", [True, False])
    async def test_a_passkey_is_registered_and_signs(
        self, verifier: PasskeyVerifier, make: Make, origin: str, may_sync: bool
    ) -> None:
        device, owner = make(origin=origin, may_sync=may_sync), UserId(an_id())
        made = device.register(CHALLENGE, owner.bytes)
        assert verifier.challenge_of(made["response"]["clientDataJSON"]) == CHALLENGE
        passkey = await verifier.registration(attestation_in(made), CHALLENGE)
        assert (passkey.credential_id, passkey.sign_count, passkey.is_synced) == (made["id"], 0, may_sync)
        for count in (1, 2):
            signed = assertion_in(device.sign(OTHER))
            proved = await verifier.assertion(signed, OTHER, passkey.public_key)
            assert (proved.sign_count, proved.owner) == (count, owner)
        without_handle = evolve(assertion_in(device.sign(OTHER)), user_handle=None)
        assert (await verifier.assertion(without_handle, OTHER, passkey.public_key)).owner is None

    @pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
    async def test_what_is_wrong_at_a_registration_is_refused(
        self, verifier: PasskeyVerifier, make: Make, wrong: dict[str, Any]
    ) -> None:
        made = make(**wrong).register(CHALLENGE, b"o" * 16)
        with pytest.raises(PasskeyRefused):
            await verifier.registration(attestation_in(made), CHALLENGE)

    @pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
    async def test_what_is_wrong_at_a_sign_in_is_refused(
        self, verifier: PasskeyVerifier, make: Make, wrong: dict[str, Any]
    ) -> None:
        device = make()
        passkey = await verifier.registration(attestation_in(device.register(CHALLENGE, b"o" * 16)), CHALLENGE)
        for name, value in wrong.items():
            setattr(device, name, value)
        with pytest.raises(WrongPasskey):
            await verifier.assertion(assertion_in(device.sign(OTHER)), OTHER, passkey.public_key)

    async def test_another_challenge_is_refused(self, verifier: PasskeyVerifier, make: Make) -> None:
        device = make()
        made = attestation_in(device.register(CHALLENGE, b"o" * 16))
        with pytest.raises(PasskeyRefused):
            await verifier.registration(made, OTHER)
        passkey = await verifier.registration(made, CHALLENGE)
        with pytest.raises(WrongPasskey):
            await verifier.assertion(assertion_in(device.sign(CHALLENGE)), OTHER, passkey.public_key)

    async def test_another_key_and_no_key_are_refused(self, verifier: PasskeyVerifier, make: Make) -> None:
        device, stranger = make(), make()
        await verifier.registration(attestation_in(device.register(CHALLENGE, b"o" * 16)), CHALLENGE)
        other = await verifier.registration(attestation_in(stranger.register(CHALLENGE, b"s" * 16)), CHALLENGE)
        for key in (other.public_key, None):
            with pytest.raises(WrongPasskey):
                await verifier.assertion(assertion_in(device.sign(OTHER)), OTHER, key)

    @pytest.mark.parametrize("text", ["", "x", "e30", encoded(b'{"challenge": 7}'), encoded(b"[]"), encoded(b"\xff")])
    def test_unreadable_client_data_holds_no_challenge(self, verifier: PasskeyVerifier, text: str) -> None:
        assert verifier.challenge_of(text) is None
