"""The list of all operations of the local Stripe."""

from hushroom_adapters.local.emulators.stripe.operations import Operation
from hushroom_adapters.local.emulators.stripe.resources import (
    account_links,
    accounts,
    balances,
    charges,
    checkout_sessions,
    customers,
    disputes,
    event_log,
    payment_intents,
    payment_methods,
    payouts,
    refunds,
    setup_intents,
    transfers,
    verification_sessions,
    webhook_endpoints,
)

OPERATIONS: tuple[Operation, ...] = (
    *payment_intents.OPERATIONS,
    *checkout_sessions.OPERATIONS,
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
    *verification_sessions.OPERATIONS,
    *event_log.OPERATIONS,
    *webhook_endpoints.OPERATIONS,
)
