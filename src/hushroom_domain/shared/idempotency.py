"""Idempotency keys: a client repeats a request under the same key, and it takes effect once."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from attrs import field, frozen

from hushroom_domain.shared.errors import Conflict, RuleViolated
from hushroom_domain.shared.ids import UserId

KEPT_FOR = timedelta(hours=24)
"""How long a key and its response are kept."""
CLAIM_LEASE = timedelta(seconds=60)
"""How long a request may take before a repeat of it may run: longer than any request waits for a service."""


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
    """A request under a client's key. `fingerprint` is a digest of its path and its body."""

    user_id: UserId
    route: str
    key: str
    fingerprint: str


@frozen(kw_only=True)
class Claim:
    """The right to run a keyed request now.

    `effect_id` is the same for every run of the request: the thing that the request makes takes it as its id, so that
    a second run finds the thing that an interrupted first one made. `is_repeat` is True from the second run on.
    """

    request: KeyedRequest
    effect_id: UUID
    is_repeat: bool = False


@frozen
class KeptResponse:
    """The response of a keyed request, sent again to whoever repeats it."""

    status: int
    content_type: str
    body: bytes = field(repr=False)


class IdempotencyKeys(Protocol):
    """Keeps the keys of requests and their responses."""

    async def claim(self, request: KeyedRequest) -> Claim | KeptResponse:
        """Claims the key for one run, or returns the response of an earlier run.

        Raises: KeyReused (another request has the key), RequestInProgress.
        """
        ...

    async def keep(self, claim: Claim, response: KeptResponse) -> None:
        """Keeps the response; nobody runs the request again."""
        ...

    async def free(self, claim: Claim) -> None:
        """Gives the claim up without a response; the request may be run again at once, under the same `effect_id`."""
        ...

    async def sweep(self, before: datetime) -> int:
        """Deletes the keys made before then, with their responses, and returns their number."""
        ...
