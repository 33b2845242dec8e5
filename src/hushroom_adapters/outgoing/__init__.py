"""Calls to URLs that people or providers name: to hosts of the public internet alone, bounded in time and in size."""

from hushroom_adapters.outgoing.client import OutgoingAnswer, OutgoingClient
from hushroom_adapters.outgoing.errors import AddressRefused, CallFailed

__all__ = ["AddressRefused", "CallFailed", "OutgoingAnswer", "OutgoingClient"]
