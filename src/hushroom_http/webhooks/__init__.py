"""The webhooks of the payment provider and of the audio service."""
