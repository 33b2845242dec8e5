"""Fixtures of the platform against which the examples of the pages are run."""

from tests.integration.realtime.conftest import environment, stage

__all__ = ["environment", "stage"]
