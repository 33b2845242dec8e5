"""Stripe: holding, capturing and refunding money, and reading Stripe's webhooks."""

from hushroom_adapters.stripe.gateway import StripeGateway
from hushroom_adapters.stripe.identity import StripeIdentity
from hushroom_adapters.stripe.notices import StripeNotices

__all__ = ["StripeGateway", "StripeIdentity", "StripeNotices"]
