"""Who takes part: people that sign in and ask, and the two places where a client can look things up."""

from typing import Any

from attrs import define, field

from hushroom_adapters.local.walkthrough.wire import CREATED, OK, Wire

API = "/api/v1"


@define
class Person:
    """Somebody with an account; `token` is empty until they have signed in."""

    name: str
    wire: Wire = field(repr=False)
    email: str
    password: str = field(repr=False)
    token: str = field(default="", repr=False)

    def get(self, path: str) -> Any:
        return self._send("GET", path, OK)

    def post(self, path: str, body: Any = None) -> Any:
        return self._send("POST", path, CREATED, body)

    def patch(self, path: str, body: Any) -> Any:
        return self._send("PATCH", path, OK, body)

    def put(self, path: str, body: Any) -> Any:
        return self._send("PUT", path, OK, body)

    def _send(self, method: str, path: str, status: int, body: Any = None) -> Any:
        return self.wire.send(self.name, method, API + path, status=status, body=body, token=self.token or None)


@define
class Mailbox:
    """The local mailbox, newest mail first."""

    wire: Wire

    def mails(self, address: str) -> list[dict[str, Any]]:
        """The mails that this address has got."""
        found: list[dict[str, Any]] = self.wire.send("mailbox", "GET", f"/api/messages?to={address}", status=OK)
        return found


@define
class Books:
    """The books of the local Stripe: what it held, took and let go, whatever its API answered."""

    wire: Wire

    def of_intent(self, intent_id: str) -> dict[str, Any]:
        """Sums in minor units and how often each thing happened."""
        path = f"/_sandbox/ledger/summary?payment_intent={intent_id}"
        found: dict[str, Any] = self.wire.send("stripe", "GET", path, status=OK)
        return found
