"""The tables of the hours that companions offer, and of the seats that sessions hold."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Identity,
    Index,
    SmallInteger,
    Table,
    Text,
    Time,
    false,
    func,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, array

from hushroom_adapters.postgres.core.columns import (
    METADATA,
    choice,
    key,
    moment,
    reference,
    text,
)
from hushroom_adapters.postgres.core.constraints import raising
from hushroom_adapters.postgres.core.data_classes import classify
from hushroom_domain.availability.errors import CompanionFull
from hushroom_domain.availability.model import Weekday
from hushroom_domain.sessions.errors import AlreadyRunning, SessionsOverlap

AVAILABILITY_SLOTS = Table(
    "availability_slots",
    METADATA,
    key(),
    reference("companion_id", "companions.id", cascade=True),
    choice("day_of_week", Weekday),
    Column("start_time", Time, nullable=False),
    Column("end_time", Time, nullable=True),
    text("timezone"),
    Column("is_recurring", Boolean, nullable=False),
    Column("specific_date", Date, nullable=True),
    Column("is_blocked", Boolean, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    CheckConstraint("end_time IS NULL OR start_time < end_time", name="order"),
    comment="The local hours that companions offer, and those they took back. Personal: when somebody works.",
)
classify(
    AVAILABILITY_SLOTS,
    content="day_of_week start_time end_time timezone specific_date",
    technical="id companion_id is_recurring is_blocked created_at updated_at",
)
Index(None, AVAILABILITY_SLOTS.c.companion_id)

BOOKINGS = Table(
    "bookings",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    reference("session_id", "sessions.id"),
    reference("companion_id", "companions.id"),
    Column("seat", SmallInteger, CheckConstraint("seat >= 1", name="seat"), nullable=False),
    Column("period", TSTZRANGE, CheckConstraint("NOT isempty(period)", name="period"), nullable=False),
    Column("is_open_ended", Boolean, nullable=False),
    reference("seeker_id", "users.id", nullable=True),
    Column("appointment", TSTZRANGE, CheckConstraint("NOT isempty(appointment)", name="appointment")),
    Column("is_running", Boolean, nullable=False, server_default=false()),
    moment("released_at", nullable=True),
    raising(
        CompanionFull,
        ExcludeConstraint(
            ("companion_id", "="),
            ("seat", "="),
            ("period", "&&"),
            name="bookings_seat_excl",
            where=sql("released_at IS NULL"),
        ),
    ),
    raising(
        SessionsOverlap,
        ExcludeConstraint(
            ("seeker_id", "="), ("appointment", "&&"), name="bookings_seeker_excl", where=sql("released_at IS NULL")
        ),
    ),
    comment="The seats of companions and the hours of seekers that sessions hold or held. Personal: who is booked with "
    "whom and when, as ids.",
)
classify(
    BOOKINGS,
    technical=("id session_id companion_id seat period is_open_ended seeker_id appointment is_running released_at"),
)
Index("bookings_live_session_key", BOOKINGS.c.session_id, unique=True, postgresql_where=sql("released_at IS NULL"))
raising(
    AlreadyRunning,
    Index(
        "bookings_running_seeker_key",
        BOOKINGS.c.seeker_id,
        unique=True,
        postgresql_where=sql("released_at IS NULL AND is_running"),
    ),
)
Index("bookings_live_companion_idx", BOOKINGS.c.companion_id, postgresql_where=sql("released_at IS NULL"))

_a = AVAILABILITY_SLOTS.c
_WEEK = array([day.value for day in Weekday], type_=Text)
SLOT_ORDER = (
    _a.specific_date.nulls_last(),
    func.array_position(_WEEK, _a.day_of_week),
    _a.start_time,
    _a.id,
)
"""Slots by date, weekday and start; slots of every week come after those of a date."""
BOOKING_ORDER = (func.lower(BOOKINGS.c.period), BOOKINGS.c.seat)
"""Bookings by start and seat."""
