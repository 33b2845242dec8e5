"""Calls to Stripe: bounded in time, safe to repeat, and refused in the domain's words."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import ClientError
from attrs import frozen
from stripe import RequestOptions, StripeError, StripeObject

from hushroom_adapters.stripe.outcomes import refusal_of
from hushroom_domain.payments.errors import ProviderUnavailable

Answer = TypeVar("Answer")

MOST_KEYS = 20
"""How many failures of one step Stripe may store before the step rests until they are forgotten (24 h)."""


def is_replayed(answer: StripeObject | StripeError) -> bool:
    """Whether Stripe answered from its memory of the idempotency key instead of acting."""
    source = answer if isinstance(answer, StripeError) else answer.last_response
    headers = source.headers if source is not None else None
    return bool(headers and headers.get("idempotent-replayed") == "true")


@frozen
class Calls:
    """Makes calls that take `whole_seconds` at most, retries included."""

    whole_seconds: float

    async def ask(self, request: Awaitable[Answer]) -> Answer:
        """The answer; refuses with `ProviderUnavailable`, `RequestRefused` and `ObjectMissing`."""
        try:
            return await self._bounded(request)
        except StripeError as error:
            raise refusal_of(error) from error

    async def once(
        self,
        key: str,
        act: Callable[[RequestOptions], Awaitable[Answer]],
        instead: Callable[[StripeError], Awaitable[Answer | None]],
    ) -> Answer:
        """Act under an idempotency key, so that it happens once however often it is asked for.

        Stripe stores failures too and replays them for a day, which says nothing about now: `instead` then looks
        whether the effect is there, and when it is not the step goes on under the next key, the same for everybody.
        """
        for number in range(1, MOST_KEYS + 1):
            try:
                return await self._bounded(act({"idempotency_key": key if number == 1 else f"{key}:{number}"}))
            except StripeError as error:
                found = await instead(error)
                if found is not None:
                    return found
                if not is_replayed(error):
                    raise refusal_of(error) from error
        raise ProviderUnavailable

    async def _bounded(self, request: Awaitable[Answer]) -> Answer:
        try:
            async with asyncio.timeout(self.whole_seconds):
                return await request
        except (TimeoutError, ClientError) as error:  # the latter breaks off in the middle of an answer
            raise ProviderUnavailable from error
