"""The context of every operation: the state of one account, its books, its clock and the request."""

from collections.abc import Mapping
from typing import Any

from attrs import evolve, field, frozen

from hushroom_adapters.local.emulators.stripe.clock import Clock
from hushroom_adapters.local.emulators.stripe.errors import no_such
from hushroom_adapters.local.emulators.stripe.fields import Resource
from hushroom_adapters.local.emulators.stripe.ledger import Ledger
from hushroom_adapters.local.emulators.stripe.store import Store
from hushroom_adapters.local.emulators.stripe.timers import Timers

PLATFORM = "acct_1HushroomSandbox"
API_VERSION = "2026-10-28.endive"


@frozen(kw_only=True)
class Policy:
    """The delays of events that take days at the real Stripe, and the platform's country."""

    settlement_seconds: int = 0
    payout_seconds: float = 0.5
    refund_seconds: float = 0.5
    hold_seconds: int = 7 * 24 * 3600
    country: str = "DE"
    currency: str = "eur"
    statement: str = "HUSHROOM"


@frozen(kw_only=True)
class Origin:
    """The request that caused a change; empty when a timer caused it."""

    request_id: str | None = None
    idempotency_key: str | None = None


@frozen(kw_only=True)
class Desk:
    store: Store
    clock: Clock
    policy: Policy
    base_url: str
    account: str = PLATFORM
    origin: Origin = field(factory=Origin)
    processing_seconds: float = 0.0  # set by a fault: the card network takes its time
    announced: list[str] = field(factory=list)  # ids of the events of this request

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.store, self.clock)

    @property
    def timers(self) -> Timers:
        return Timers(self.store, self.clock)

    def now(self) -> int:
        return self.clock.now()

    def of(self, account: str) -> "Desk":
        """Returns the same context for another account."""
        return evolve(self, account=account)

    def find(self, kind: str, name: str, param: str | None = None) -> Resource:
        found = self.store.get(self.account, kind, name)
        if found is None:
            raise no_such(kind, name, param)
        return found

    def add(self, thing: Resource, name: str | None = None) -> Resource:
        self.store.add(self.account, thing, name)
        return thing

    def save(self, thing: Resource) -> Resource:
        self.store.save(thing)
        return thing

    def later(self, action: str, thing: Resource, seconds: float) -> None:
        self.timers.set(action, self.account, thing["id"], seconds)


@frozen(kw_only=True)
class Call:
    """One request to an operation: its typed parameters, and the ids in its path."""

    params: Mapping[str, Any]
    path: Mapping[str, str]

    def given(self, *names: str) -> Resource:
        """Returns those of the named parameters that were sent."""
        return {name: self.params[name] for name in names if name in self.params}

    def get(self, name: str, default: Any = None) -> Any:
        return self.params.get(name, default)
