"""The rows of availability and their entities."""

from hushroom_adapters.postgres.availability.tables import AVAILABILITY_SLOTS, BOOKINGS
from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_domain.availability.model import Booking, Slot

SLOT = RowMapper(Slot, AVAILABILITY_SLOTS)
BOOKING = RowMapper(Booking, BOOKINGS)
