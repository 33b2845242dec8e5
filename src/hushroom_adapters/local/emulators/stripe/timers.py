"""Delayed changes of the local Stripe: a payout arrives, a hold expires, a pending refund settles."""

from collections.abc import Callable

from attrs import frozen

from hushroom_adapters.local.emulators.stripe.clock import Clock
from hushroom_adapters.local.emulators.stripe.store import Store


@frozen(kw_only=True)
class Timer:
    seq: int
    action: str
    account: str
    object: str


@frozen
class Timers:
    store: Store
    clock: Clock

    def set(self, action: str, account: str, name: str, seconds: float) -> None:
        self.store.rows.execute(
            "INSERT INTO timers (due, action, account, object) VALUES (?, ?, ?, ?)",
            (self.clock.exact() + seconds, action, account, name),
        )

    def seconds_to_next(self) -> float | None:
        due = self.store.rows.execute("SELECT MIN(due) FROM timers").fetchone()[0]
        return None if due is None else max(0.0, due - self.clock.exact())

    def run_due(self, run: Callable[[Timer], None]) -> None:
        """Runs each due timer in a transaction of its own, together with the timer's end."""
        due = self.store.rows.execute(
            "SELECT seq, action, account, object FROM timers WHERE due <= ? ORDER BY due, seq", (self.clock.exact(),)
        ).fetchall()
        for row in due:
            with self.store.transaction():
                self.store.rows.execute("DELETE FROM timers WHERE seq = ?", (row["seq"],))
                run(Timer(**dict(row)))
