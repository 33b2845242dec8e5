"""The participants of a walkthrough, the mailbox and the books of the local Stripe."""

from typing import Any

from attrs import define, field

from hushroom_adapters.local.walkthrough.wire import CREATED, OK, Wire

API = "/api/v1"


@define
class Person:
    """A user of the walkthrough; `token` is empty before the sign-in."""

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
    """The local mailbox; it lists the newest email first."""

    wire: Wire

    def mails(self, address: str) -> list[dict[str, Any]]:
        """Returns the emails to this address."""
        found: list[dict[str, Any]] = self.wire.send("mailbox", "GET", f"/api/messages?to={address}", status=OK)
        return found


@define
class Books:
    """The ledger of the local Stripe: all money that it held, captured and released."""

    wire: Wire

    def of_intent(self, intent_id: str) -> dict[str, Any]:
        """Returns the sums of an intent in minor units, and the number of each kind of movement."""
        path = f"/_sandbox/ledger/summary?payment_intent={intent_id}"
        found: dict[str, Any] = self.wire.send("stripe", "GET", path, status=OK)
        return found
