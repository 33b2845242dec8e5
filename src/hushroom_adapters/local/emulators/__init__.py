"""Local peers that speak the wire protocols of Stripe, LiveKit and SMTP, for development and tests."""
