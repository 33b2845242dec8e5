"""Calls of Stripe: bounded in time, safe to repeat, with errors of the domain."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TypeVar

from aiohttp import ClientError
from attrs import frozen
from stripe import IdempotencyError, RequestOptions, StripeError, StripeObject

from hushroom_adapters.stripe.outcomes import domain_error_of
from hushroom_domain.payments.errors import ProviderUnavailable

Answer = TypeVar("Answer")

MOST_KEYS = 20
"""The maximum of failures that Stripe stores for one step; then the step waits until Stripe forgets them (24 h)."""


def is_replayed(answer: StripeObject | StripeError) -> bool:
    """Returns whether Stripe replayed the stored answer of the idempotency key instead of acting."""
    source = answer if isinstance(answer, StripeError) else answer.last_response
    headers = source.headers if source is not None else None
    return bool(headers and headers.get("idempotent-replayed") == "true")


def is_spent(error: StripeError) -> bool:
    """Returns whether an idempotency key was used up by another answer, or by a request with other parameters.

    The second is refused with the status 400; 409 says that the first request is still under way.
    """
    return is_replayed(error) or (isinstance(error, IdempotencyError) and error.http_status == HTTPStatus.BAD_REQUEST)


@frozen
class Calls:
    """Makes calls that take `whole_seconds` at most, including retries."""

    whole_seconds: float

    async def ask(self, request: Awaitable[Answer]) -> Answer:
        """Returns the answer of a request. Raises: ProviderUnavailable, RequestRefused, ObjectMissing."""
        try:
            return await self._bounded(request)
        except StripeError as error:
            raise domain_error_of(error) from error

    async def once(
        self,
        key: str,
        act: Callable[[RequestOptions], Awaitable[Answer]],
        instead: Callable[[StripeError], Awaitable[Answer | None]],
        goes_on: Callable[[StripeError], bool] = is_replayed,
    ) -> Answer:
        """Acts under an idempotency key, so that the effect happens once however often the step is repeated.

        Stripe stores failures too and replays them for a day, and a replayed failure says nothing about the present.
        Then `instead` looks for the effect; without it the step continues under the next key, which is the same for
        every process. `goes_on` says after which errors it does.

        Raises: ProviderUnavailable, RequestRefused, ObjectMissing.
        """
        for number in range(1, MOST_KEYS + 1):
            try:
                return await self._bounded(act({"idempotency_key": key if number == 1 else f"{key}:{number}"}))
            except StripeError as error:
                found = await instead(error)
                if found is not None:
                    return found
                if not goes_on(error):
                    raise domain_error_of(error) from error
        raise ProviderUnavailable

    async def _bounded(self, request: Awaitable[Answer]) -> Answer:
        try:
            async with asyncio.timeout(self.whole_seconds):
                return await request
        except (TimeoutError, ClientError) as error:  # ClientError: the connection broke within an answer
            raise ProviderUnavailable from error
