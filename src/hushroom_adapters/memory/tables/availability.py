"""The tables of availability in memory."""

from attrs import field, frozen

from hushroom_adapters.memory.table import Table
from hushroom_domain.availability.model import Booking, Slot
from hushroom_domain.shared.ids import SessionId, SlotId


@frozen(kw_only=True, eq=False, slots=False)
class AvailabilityTables:
    """The tables of availability. `bookings` holds live ones only."""

    slots: Table[SlotId, Slot] = field(factory=Table)
    bookings: Table[SessionId, Booking] = field(factory=Table)
