"""The composition root: the one place where the application meets the world."""

from hushroom_adapters.bootstrap.opening import Platform, open_application

__all__ = ["Platform", "open_application"]
