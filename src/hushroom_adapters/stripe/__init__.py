"""Stripe: holding, taking and giving back money, and reading what Stripe tells us."""

from hushroom_adapters.stripe.gateway import StripeGateway
from hushroom_adapters.stripe.notices import StripeNotices

__all__ = ["StripeGateway", "StripeNotices"]
