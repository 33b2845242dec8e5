"""The list of all operations of the local Stripe."""

from hushroom_adapters.local.emulators.stripe.operations import Operation
from hushroom_adapters.local.emulators.stripe.resources import (
    account_links,
    accounts,
    balances,
    charges,
    customers,
    disputes,
    event_log,
    payment_intents,
    payment_methods,
    payouts,
    refunds,
    setup_intents,
    transfers,
    webhook_endpoints,
)

OPERATIONS: tuple[Operation, ...] = (
    *payment_intents.OPERATIONS,
    *payment_methods.OPERATIONS,
    *setup_intents.OPERATIONS,
    *customers.OPERATIONS,
    *charges.OPERATIONS,
    *refunds.OPERATIONS,
    *disputes.OPERATIONS,
    *accounts.OPERATIONS,
    *account_links.OPERATIONS,
    *transfers.OPERATIONS,
    *payouts.OPERATIONS,
    *balances.OPERATIONS,
    *event_log.OPERATIONS,
    *webhook_endpoints.OPERATIONS,
)
