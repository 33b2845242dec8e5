"""The client of the current request, for the use cases of sign-ins."""

from attrs import frozen

from hushroom_adapters.observability.request_context import origin
from hushroom_domain.identity.model import Client


@frozen
class RequestClients:
    """Implements `Clients` by the request context."""

    def current(self) -> Client:
        found = origin()
        return Client(found.ip_address, found.user_agent)
