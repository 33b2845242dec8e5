"""Contract tests of the stores of idempotency keys."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve, frozen

from hushroom_adapters.memory import ManualClock
from hushroom_domain.shared.idempotency import (
    CLAIM_LEASE,
    Claim,
    IdempotencyKeys,
    KeptResponse,
    KeyedRequest,
    KeyReused,
    RequestInProgress,
)

KEPT = KeptResponse(201, "application/json", b'{"id": "\xc3\xa9"}')
MANY = 50


@frozen
class Keys:
    """A store of idempotency keys, its clock, and the ids of two stored users."""

    keys: IdempotencyKeys
    clock: ManualClock
    users: tuple[UUID, UUID]

    def request(self, **changes: Any) -> KeyedRequest:
        request = KeyedRequest(user_id=self.users[0], route="POST book", key="k1", fingerprint="abc")  # type: ignore[arg-type]
        return evolve(request, **changes)

    async def claimed(self, **changes: Any) -> Claim:
        found = await self.keys.claim(self.request(**changes))
        assert isinstance(found, Claim)
        return found


class IdempotencyContract:
    """Inherit it and give a fixture `kept_keys`."""

    async def test_a_response_that_was_kept_is_found_again(self, kept_keys: Keys) -> None:
        claim = await kept_keys.claimed()
        assert not claim.is_repeat
        await kept_keys.keys.keep(claim, KEPT)
        for _ in range(2):
            assert await kept_keys.keys.claim(kept_keys.request()) == KEPT
        kept_keys.clock.advance(timedelta(hours=23))
        assert await kept_keys.keys.claim(kept_keys.request()) == KEPT

    async def test_an_empty_response_is_one_too(self, kept_keys: Keys) -> None:
        await kept_keys.keys.keep(await kept_keys.claimed(), empty := KeptResponse(204, "", b""))
        assert await kept_keys.keys.claim(kept_keys.request()) == empty

    async def test_of_many_claims_at_once_one_is_granted(self, kept_keys: Keys) -> None:
        async def claim() -> str:
            try:
                return type(await kept_keys.keys.claim(kept_keys.request())).__name__
            except RequestInProgress:
                return "in progress"

        assert Counter(await asyncio.gather(*(claim() for _ in range(MANY)))) == {"Claim": 1, "in progress": MANY - 1}

    async def test_another_request_under_the_same_key_is_refused_before_and_after_the_response(
        self, kept_keys: Keys
    ) -> None:
        claim = await kept_keys.claimed()
        for _ in range(2):
            with pytest.raises(KeyReused):
                await kept_keys.keys.claim(kept_keys.request(fingerprint="other"))
            await kept_keys.keys.keep(claim, KEPT)
        kept_keys.clock.advance(CLAIM_LEASE)
        with pytest.raises(KeyReused):
            await kept_keys.keys.claim(kept_keys.request(fingerprint="other"))

    @pytest.mark.parametrize("other", ["key", "route", "user"])
    async def test_a_key_belongs_to_one_person_and_route(self, kept_keys: Keys, other: str) -> None:
        first = await kept_keys.claimed()
        changed: dict[str, dict[str, Any]] = {
            "key": {"key": "k2"},
            "route": {"route": "POST pay"},
            "user": {"user_id": kept_keys.users[1]},
        }
        second = await kept_keys.claimed(**changed[other], fingerprint="other")
        assert second.effect_id != first.effect_id
        await kept_keys.keys.keep(second, KEPT)
        with pytest.raises(RequestInProgress):
            await kept_keys.keys.claim(kept_keys.request())

    async def test_a_claim_that_ended_without_a_response_is_granted_again_with_the_same_id(
        self, kept_keys: Keys
    ) -> None:
        first = await kept_keys.claimed()
        kept_keys.clock.advance(CLAIM_LEASE - timedelta(milliseconds=1))
        with pytest.raises(RequestInProgress):
            await kept_keys.keys.claim(kept_keys.request())
        kept_keys.clock.advance(timedelta(milliseconds=1))
        second = await kept_keys.claimed()
        assert (second.effect_id, second.is_repeat) == (first.effect_id, True)
        with pytest.raises(RequestInProgress):
            await kept_keys.keys.claim(kept_keys.request())

    async def test_a_claim_that_was_given_up_is_granted_again_at_once(self, kept_keys: Keys) -> None:
        first = await kept_keys.claimed()
        await kept_keys.keys.free(first)
        second = await kept_keys.claimed()
        assert (second.effect_id, second.is_repeat) == (first.effect_id, True)
        await kept_keys.keys.keep(second, KEPT)
        assert await kept_keys.keys.claim(kept_keys.request()) == KEPT

    async def test_what_is_old_is_swept_away(self, kept_keys: Keys) -> None:
        await kept_keys.keys.keep(await kept_keys.claimed(), KEPT)
        kept_keys.clock.advance(timedelta(seconds=1))
        await kept_keys.claimed(key="k2")
        assert await kept_keys.keys.sweep(kept_keys.clock.now()) == 1
        assert await kept_keys.keys.sweep(kept_keys.clock.now()) == 0
        assert not (await kept_keys.claimed(fingerprint="other")).is_repeat
