"""The request of API v1: its JSON body, and the claim of its `Idempotency-Key`."""

from uuid import UUID

from hushroom_domain.shared.idempotency import Claim
from hushroom_http.server.request import UnsupportedMediaType, WebRequest, media_type

JSON = b"application/json"
NOTHING = b"{}"
CLAIM = "idempotency_claim"
UNKEPT = "unkept_answer"
"""The name in a request's state that says that its answer is not kept under its `Idempotency-Key`."""


class ApiRequest(WebRequest):
    """A request of API v1."""

    @property
    def claim(self) -> Claim | None:
        """Returns the claim of a request with an `Idempotency-Key`; None without one."""
        claim: Claim | None = self.scope["state"].get(CLAIM)
        return claim

    @property
    def is_repeat(self) -> bool:
        """Returns True if an earlier run of the same keyed request may have taken effect without an answer."""
        return self.claim is not None and self.claim.is_repeat

    @property
    def effect_id(self) -> UUID | None:
        """Returns the id for the entity that this request makes; None leaves the choice to the use case."""
        return self.claim.effect_id if self.claim else None

    async def body(self) -> bytes:
        """Returns the JSON body, or `{}`. Raises: UnsupportedMediaType, EncodedBody, ClientDisconnected."""
        raw = await self.raw()
        if not raw:
            return NOTHING
        if media_type(self.scope) != JSON:
            raise UnsupportedMediaType("The body must be application/json")
        return raw
