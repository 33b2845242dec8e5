"""A local Stripe: one process that keeps state and speaks Stripe's form-encoded API to the official libraries."""

from hushroom_adapters.local.emulators.stripe.desk import Policy
from hushroom_adapters.local.emulators.stripe.server import LocalStripe, start_local_stripe
from hushroom_adapters.local.emulators.stripe.world import Options

__all__ = ["LocalStripe", "Options", "Policy", "start_local_stripe"]
