"""One local Stripe, assembled: its state, its clock, its faults, its keys and its courier."""

import asyncio

from attrs import evolve, field, frozen

from hushroom_adapters.local.emulators.stripe.clock import Clock
from hushroom_adapters.local.emulators.stripe.desk import Desk, Origin, Policy
from hushroom_adapters.local.emulators.stripe.faults import Faults
from hushroom_adapters.local.emulators.stripe.idempotency import Keys
from hushroom_adapters.local.emulators.stripe.later import ring
from hushroom_adapters.local.emulators.stripe.resources import accounts, webhook_endpoints
from hushroom_adapters.local.emulators.stripe.store import Store
from hushroom_adapters.local.emulators.stripe.timers import Timer
from hushroom_adapters.local.emulators.stripe.webhooks import RETRY_SECONDS, Courier

FOUNDED = "founded"
AHEAD = "clock ahead by seconds"


@frozen(kw_only=True)
class Options:
    """The options of a local Stripe; without `data` it keeps nothing."""

    secret_key: str
    data: str = ":memory:"
    host: str = "127.0.0.1"
    port: int = 0
    webhook_url: str | None = None
    webhook_secret: str | None = None
    policy: Policy = field(factory=Policy)
    retry_seconds: tuple[float, ...] = RETRY_SECONDS


class World:
    def __init__(self, options: Options) -> None:
        self.options = options
        self.store = Store(options.data)
        self.clock = Clock(float(self.store.setting(AHEAD) or 0))
        self.keys = Keys(self.store, self.clock)
        self.faults = Faults(self.store)
        self.base_url = ""
        self.courier = Courier(self.desk(), self.faults, options.retry_seconds)
        self.timer_set = asyncio.Event()
        self.found()

    def found(self) -> None:
        """Makes the platform's own account and the endpoint of the command line, once for each data file."""
        desk = self.desk()
        with self.store.transaction():
            if self.store.setting(FOUNDED) is None:
                accounts.platform(desk)
                self.store.set(FOUNDED, "yes")
            if self.options.webhook_url and self.options.webhook_secret:
                webhook_endpoints.ensured(desk, self.options.webhook_url, self.options.webhook_secret)

    def reset(self) -> None:
        self.store.empty()
        self.clock.ahead_seconds = 0.0
        self.found()

    def advance(self, seconds: float) -> None:
        """Adds time: holds expire, money becomes available, keys are deleted."""
        with self.store.transaction():
            self.clock.ahead_seconds += seconds
            self.store.set(AHEAD, str(self.clock.ahead_seconds))
        self.nudge()

    def desk(self, origin: Origin | None = None) -> Desk:
        return Desk(
            store=self.store,
            clock=self.clock,
            policy=self.options.policy,
            base_url=self.base_url,
            origin=origin or Origin(),
        )

    def nudge(self) -> None:
        """Wakes the courier and the timers."""
        self.courier.wake.set()
        self.timer_set.set()

    async def keep_time(self) -> None:
        while True:
            self.timer_set.clear()
            self.ring_due()
            seconds = self.desk().timers.seconds_to_next()
            try:
                await asyncio.wait_for(self.timer_set.wait(), seconds)
            except TimeoutError:
                continue

    def ring_due(self) -> None:
        self.desk().timers.run_due(self._ring)
        self.courier.wake.set()

    def _ring(self, timer: Timer) -> None:
        ring(evolve(self.desk(), account=timer.account), timer)
