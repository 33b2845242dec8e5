"""A payment provider in memory: stateful, idempotent, with declines, faults, notices and a ledger of its own."""

from hushroom_adapters.memory.gateway.faults import Faults, Moment
from hushroom_adapters.memory.gateway.gateway import MemoryGateway
from hushroom_adapters.memory.gateway.ledger import Entry, EntryKind

__all__ = ["Entry", "EntryKind", "Faults", "MemoryGateway", "Moment"]
