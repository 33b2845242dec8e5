"""The realtime channel: Socket.IO over the same use cases as API v1."""

from hushroom_http.realtime.gateway import METHODS, Gateway

__all__ = ["METHODS", "Gateway"]
