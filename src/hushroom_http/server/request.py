"""The request as our routes see it: who asks, what the platform can do, and a body that is JSON or nothing."""

from typing import TYPE_CHECKING
from uuid import UUID

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import InternalServerException
from litestar.types import Scope

from hushroom_domain.application import Application, Queries
from hushroom_domain.identity.model import Viewer
from hushroom_domain.shared.errors import DomainError, ValidationFailed
from hushroom_domain.shared.idempotency import Claim
from hushroom_http.server.ports import Platform

if TYPE_CHECKING:
    from litestar.types import HTTPScope

JSON = b"application/json"
NOTHING = b"{}"
CLAIM = "idempotency_claim"


class UnsupportedMediaType(DomainError):
    code = "request.unsupported_media_type"
    message = "The body must be application/json"


class EncodedBody(UnsupportedMediaType):
    code = "request.unsupported_encoding"
    message = "The body must come without a Content-Encoding"


class BodyTooLarge(DomainError):
    code = "request.message_too_large"
    message = "The body is larger than 64 KiB"


class ClientDisconnected(ValidationFailed):
    """The client hung up before its body was complete; nobody reads this answer."""

    code = "request.disconnected"
    message = "The request was not complete"


class ApiRequest(Request[Viewer, None, State]):
    """A request of API v1."""

    scope: "HTTPScope"

    @property
    def platform(self) -> Platform:
        platform: Platform = self.app.state.platform
        return platform

    @property
    def application(self) -> Application:
        return self.platform.application

    @property
    def queries(self) -> Queries:
        return self.platform.queries

    @property
    def viewer(self) -> Viewer:
        """Who asks, on a route that has a guard for it."""
        viewer = self.scope["user"]
        assert isinstance(viewer, Viewer), "the route has a guard"
        return viewer

    @property
    def claim(self) -> Claim | None:
        """The claim of a request with an `Idempotency-Key`; None without one."""
        claim: Claim | None = self.scope["state"].get(CLAIM)
        return claim

    @property
    def is_repeat(self) -> bool:
        """Returns whether an earlier run of the same keyed request may have had its effect, although unanswered."""
        return self.claim is not None and self.claim.is_repeat

    @property
    def effect_id(self) -> UUID | None:
        """The id that the thing made by this request shall have; None leaves the choice to the use case."""
        return self.claim.effect_id if self.claim else None

    async def raw(self) -> bytes:
        """Returns the body as it came, whatever it is. Raises: EncodedBody, Disconnected."""
        try:
            raw = await super().body()
        except InternalServerException as error:
            raise ClientDisconnected from error
        if raw:
            check_encoding(self.scope)
        return raw

    async def body(self) -> bytes:
        """The body of a JSON request; none at all counts as `{}`."""
        raw = await self.raw()
        if not raw:
            return NOTHING
        if media_type(self.scope) != JSON:
            raise UnsupportedMediaType
        return raw


def check_encoding(scope: Scope) -> None:
    """Refuses a body that is encoded. Raises: EncodedBody."""
    if _field(scope, b"content-encoding"):
        raise EncodedBody


def media_type(scope: Scope) -> bytes:
    """Of the body, in lower case."""
    return _field(scope, b"content-type").partition(b";")[0].strip().lower()


def _field(scope: Scope, wanted: bytes) -> bytes:
    """Of the header. The framework would put every field of it into a mapping first."""
    return next((value for name, value in scope["headers"] if name == wanted), b"")
