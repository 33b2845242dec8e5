"""The actions of the timers, by kind."""

from collections.abc import Callable

from hushroom_adapters.local.emulators.stripe.desk import Desk
from hushroom_adapters.local.emulators.stripe.fields import Resource
from hushroom_adapters.local.emulators.stripe.resources import (
    balances,
    checkout_sessions,
    confirming,
    payment_intents,
    payouts,
    refunds,
)
from hushroom_adapters.local.emulators.stripe.timers import Timer

ACTIONS: dict[str, Callable[[Desk, Resource], object]] = {
    "payment_intent.settle": confirming.settled,
    "payment_intent.expire": payment_intents.expired,
    "refund.arrive": refunds.arrived,
    "refund.bounce": refunds.bounced,
    "checkout.session.expire": checkout_sessions.timed_out,
    "payout.arrive": payouts.arrived,
    "balance_transaction.available": balances.ripened,
}


def ring(desk: Desk, timer: Timer) -> None:
    kind = timer.action.rpartition(".")[0]
    mine = desk.of(timer.account)
    ACTIONS[timer.action](mine, mine.find(kind, timer.object))
