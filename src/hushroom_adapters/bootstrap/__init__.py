"""The composition root: the only place that connects the application with its adapters."""

from hushroom_adapters.bootstrap.opening import Platform, open_application
from hushroom_adapters.observability.request_context import GONE, ORIGIN, RequestOrigin

__all__ = ["GONE", "ORIGIN", "Platform", "RequestOrigin", "open_application"]
