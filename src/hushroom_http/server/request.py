"""The request as the routes of every surface see it: the platform, the viewer, and the body as it came."""

from typing import TYPE_CHECKING, ClassVar

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import InternalServerException
from litestar.types import Scope

from hushroom_domain.application import Application, Queries
from hushroom_domain.identity.model import Viewer
from hushroom_domain.shared.errors import DomainError, ValidationFailed
from hushroom_http.server.ports import Platform

if TYPE_CHECKING:
    from litestar.types import HTTPScope


class UnsupportedMediaType(DomainError):
    code: ClassVar[str] = "request.unsupported_media_type"
    message: ClassVar[str] = "The body has a type that this path does not take"


class EncodedBody(UnsupportedMediaType):
    code: ClassVar[str] = "request.unsupported_encoding"
    message: ClassVar[str] = "The body must come without a Content-Encoding"


class BodyTooLarge(DomainError):
    code: ClassVar[str] = "request.message_too_large"
    message: ClassVar[str] = "The body is larger than 64 KiB"


class ClientDisconnected(ValidationFailed):
    """The client disconnected before its body was complete, so the response reaches no one."""

    code: ClassVar[str] = "request.disconnected"
    message: ClassVar[str] = "The request was not complete"


class WebRequest(Request[Viewer, None, State]):
    """A request of any surface."""

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
        """Returns the authenticated user; the route must have a guard."""
        viewer = self.scope["user"]
        assert isinstance(viewer, Viewer), "the route has a guard"
        return viewer

    async def raw(self) -> bytes:
        """Returns the body as it came, in any format. Raises: EncodedBody, ClientDisconnected."""
        try:
            raw = await super().body()
        except InternalServerException as error:
            raise ClientDisconnected from error
        if raw:
            check_encoding(self.scope)
        return raw


def check_encoding(scope: Scope) -> None:
    """Refuses an encoded body. Raises: EncodedBody."""
    if _field(scope, b"content-encoding"):
        raise EncodedBody


def media_type(scope: Scope) -> bytes:
    """Returns the media type of the body in lower case, without parameters."""
    return _field(scope, b"content-type").partition(b";")[0].strip().lower()


def _field(scope: Scope, wanted: bytes) -> bytes:
    """Returns the first value of a header field; the framework would put all fields into a mapping first."""
    return next((value for name, value in scope["headers"] if name == wanted), b"")
