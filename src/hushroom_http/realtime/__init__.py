"""The realtime channel: Socket.IO over the same use cases as API v1."""

from hushroom_http.realtime.gateway import Gateway

__all__ = ["Gateway"]
