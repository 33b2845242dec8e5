"""Idempotency keys: a client repeats a request under the same key, and it takes effect once."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from attrs import field, frozen

from hushroom_domain.shared.errors import Conflict, RuleViolated
from hushroom_domain.shared.ids import UserId

KEPT_FOR = timedelta(hours=24)
"""Time for which a key and its response are stored."""
CLAIM_LEASE = timedelta(seconds=60)
"""Time after which a repeat of an unfinished request may run; longer than any request waits for a service."""


class KeyReused(RuleViolated):
    code = "request.idempotency_key_reused"
    message = "This Idempotency-Key belongs to another request: use a new key for a new request"


class RequestInProgress(Conflict):
    """The first request with this key has no response yet; the same request may be repeated later."""

    code = "request.idempotency_in_progress"
    message = "A request with this Idempotency-Key is in progress"
    retry_after_seconds = 1


@frozen(kw_only=True)
class KeyedRequest:
    """Identifies a request with a client's key. `fingerprint` is a digest of the path and the body."""

    user_id: UserId
    route: str
    key: str
    fingerprint: str


@frozen(kw_only=True)
class Claim:
    """Permits one run of a keyed request.

    `effect_id` is the same for every run of the request. The entity that the request creates takes it as its id, so
    that a second run finds the entity of an interrupted first run. `is_repeat` is True from the second run on.
    """

    request: KeyedRequest
    effect_id: UUID
    is_repeat: bool = False


@frozen
class KeptResponse:
    """The stored response of a keyed request, which every repeat of the request receives."""

    status: int
    content_type: str
    body: bytes = field(repr=False)


class IdempotencyKeys(Protocol):
    """Stores the keys of requests with the responses."""

    async def claim(self, request: KeyedRequest) -> Claim | KeptResponse:
        """Claims the key for one run, or returns the response of an earlier run.

        Raises: KeyReused (another request has the key), RequestInProgress.
        """
        ...

    async def keep(self, claim: Claim, response: KeptResponse) -> None:
        """Stores the response, so that the request does not run again."""
        ...

    async def free(self, claim: Claim) -> None:
        """Ends the claim without a response; the request may run again at once, with the same `effect_id`."""
        ...

    async def sweep(self, before: datetime) -> int:
        """Deletes the keys made before the time `before`, with the responses, and returns the number of keys."""
        ...
