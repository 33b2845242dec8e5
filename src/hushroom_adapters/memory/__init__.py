"""Every port of the use cases in memory: for tests, and for programs that use Hushroom as a library."""

from hushroom_adapters.memory.clock import ManualClock
from hushroom_adapters.memory.gateway import MemoryGateway
from hushroom_adapters.memory.ids import SequentialIds
from hushroom_adapters.memory.platform import InMemory, in_memory_platform
from hushroom_adapters.memory.store import Store

__all__ = ["InMemory", "ManualClock", "MemoryGateway", "SequentialIds", "Store", "in_memory_platform"]
