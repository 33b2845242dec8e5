"""The platform that plays the examples: as the one for the realtime channel, and served for each page."""

from tests.integration.realtime.conftest import environment, stage

__all__ = ["environment", "stage"]
