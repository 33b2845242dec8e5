"""The binary rows of visits, equal to the entities of `history` and `money` at a tenth of their cost.

Rows of one kind begin with the same bytes, encoded once from an entity of the domain. Each visit adds its ids, people
and times.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from attrs import define, frozen

from hushroom_adapters.local.seeding import history, money
from hushroom_adapters.local.seeding.fields import id_field, second_field
from hushroom_adapters.local.seeding.generators import Kind, Scale, joined_at
from hushroom_adapters.local.seeding.people import KNOWN_TERMS, Terms, companion_id, companion_user_id, terms_of
from hushroom_adapters.local.seeding.traits import WORKS
from hushroom_adapters.local.seeding.visits import Visit
from hushroom_adapters.postgres.contracts.mappings import CONTRACT
from hushroom_adapters.postgres.core.binary_rows import NULL, RowLayout, long_field, text_field, uuid_field
from hushroom_adapters.postgres.goals.mappings import GOAL
from hushroom_adapters.postgres.payments.mappings import PAYMENT, POSTING
from hushroom_adapters.postgres.ratings.mappings import RATING
from hushroom_adapters.postgres.sessions.mappings import SESSION
from hushroom_domain.contracts.model import ContractTemplate, SessionType
from hushroom_domain.payments.rules.posting import LedgerAccount

SESSIONS = RowLayout(
    SESSION,
    *("id", "seeker_id", "companion_id", "companion_user_id", "agreed_rate_minor", "matched_at", "seeker_ready_at"),
    *("companion_ready_at", "started_at", "ended_at", "room_name", "created_at", "updated_at"),
)
GOALS = RowLayout(GOAL, "id", "session_id", "created_at", "updated_at")
CONTRACTS = RowLayout(CONTRACT, "id", "session_id", "accepted_at", "created_at", "updated_at")
PAYMENTS = RowLayout(
    PAYMENT,
    *("id", "session_id", "payer_id", "companion_id", "intent_id"),
    *("attempted_at", "authorized_at", "captured_at", "created_at", "updated_at"),
)
POSTINGS = RowLayout(POSTING, "payment_id", "owner_id", "posted_at")
RATINGS = RowLayout(RATING, "id", "session_id", "rater_id", "rated_user_id", "created_at")


@frozen
class Host:
    """The encoded ids and rate of a companion."""

    id: bytes
    user_id: bytes
    rate: bytes
    terms: Terms


@define
class VisitFields:
    """The encoded fields of one visit that several tables share."""

    visit: Visit
    host: Host
    seeker: bytes
    session: bytes
    payment: bytes
    booked_second: int
    booked: bytes
    start: bytes
    end: bytes


class VisitRows:
    """Encodes the rows of visits, for each table in the order of its layout."""

    def __init__(self, scale: Scale, templates: Mapping[SessionType, ContractTemplate]) -> None:
        self.scale, self.templates = scale, templates
        self._heads: dict[tuple[Any, ...], Any] = {}
        self._host = lru_cache(maxsize=KNOWN_TERMS)(self._host_of)

    def fields_of(self, visit: Visit) -> VisitFields:
        """Encodes the fields of a visit that several tables share."""
        number, second, scale = visit.number, visit.second, self.scale
        booked = history.booked_at(visit)
        return VisitFields(
            visit,
            self._host(visit.companion),
            id_field(Kind.SEEKER, visit.seeker, joined_at(scale, visit.seeker, scale.users)),
            id_field(Kind.SESSION, number, booked),
            id_field(Kind.PAYMENT, number, booked + money.HELD_AFTER.seconds),
            booked,
            second_field(booked),
            second_field(second),
            second_field(second + visit.minutes * 60),
        )

    def of_tables(self, past: Sequence[VisitFields]) -> Iterator[tuple[RowLayout[Any], Iterator[bytes]]]:
        """Yields the layout and the rows of each table, in the order in which tables refer to each other."""
        yield SESSIONS, map(self.session, past)
        yield GOALS, map(self.goal, past)
        yield CONTRACTS, map(self.contract, past)
        yield PAYMENTS, map(self.payment, past)
        yield POSTINGS, (row for one in past for row in self.postings(one))
        yield RATINGS, (row for one in past for row in self.ratings(one))

    def session(self, one: VisitFields) -> bytes:
        visit, host, start, end = one.visit, one.host, one.start, one.end
        kind = (SESSIONS, visit.number % len(history.TYPES), visit.minutes, host.terms.tier)
        head = self._heads.get(kind) or self._learn(kind, lambda: SESSIONS.head(history.session(self.scale, visit)))
        matched = second_field(one.booked_second + history.MATCHED_AFTER.seconds)
        people = (one.session, one.seeker, host.id, host.user_id, host.rate)
        room = text_field(f"session-{_spelled(one.session[4:].hex())}")
        return b"".join((head, *people, matched, start, start, start, end, room, one.booked, end))

    def goal(self, one: VisitFields) -> bytes:
        visit = one.visit
        kind = (GOALS, visit.number % len(WORKS), visit.is_achieved)
        head = self._heads.get(kind) or self._learn(kind, lambda: GOALS.head(history.goal(visit)))
        return b"".join((head, id_field(Kind.GOAL, visit.number, one.booked_second), one.session, one.booked, one.end))

    def contract(self, one: VisitFields) -> bytes:
        visit, booked = one.visit, one.booked_second
        kind = (CONTRACTS, visit.number % len(history.TYPES))
        head = self._heads.get(kind) or self._learn(
            kind, lambda: CONTRACTS.head(history.contract(visit, self.templates))
        )
        accepted = second_field(booked + history.ACCEPTED_AFTER.seconds)
        return b"".join(
            (head, id_field(Kind.CONTRACT, visit.number, booked), one.session, accepted, one.booked, accepted)
        )

    def payment(self, one: VisitFields) -> bytes:
        visit, host, end = one.visit, one.host, one.end
        kind = (PAYMENTS, host.terms.hourly, host.terms.tier, visit.minutes)
        head = self._heads.get(kind) or self._learn(kind, lambda: PAYMENTS.head(money.payment(self.scale, visit)))
        intent = text_field(money.intent_of(visit))
        held = second_field(one.booked_second + money.HELD_AFTER.seconds)
        return b"".join((head, one.payment, one.session, one.seeker, host.id, intent, held, held, end, held, end))

    def postings(self, one: VisitFields) -> tuple[bytes, ...]:
        visit, host = one.visit, one.host
        kind = (POSTINGS, host.terms.hourly, host.terms.tier, visit.minutes)
        heads = self._heads.get(kind) or self._learn(kind, lambda: self._heads_of_postings(visit))
        owners = {LedgerAccount.SEEKER: one.seeker, LedgerAccount.COMPANION: host.id, LedgerAccount.PLATFORM: NULL}
        return tuple([b"".join((head, one.payment, owners[account], one.end)) for account, head in heads])

    def ratings(self, one: VisitFields) -> Iterator[bytes]:
        visit = one.visit
        second = history.rated_second(visit)
        rated_at = second_field(second)
        if visit.scores is not None:
            rating = id_field(Kind.SEEKERS_RATING, visit.number, second)
            yield b"".join((self._stars(visit, 0), rating, one.session, one.seeker, one.host.user_id, rated_at))
        if visit.answer is not None:
            rating = id_field(Kind.COMPANIONS_RATING, visit.number, second)
            yield b"".join((self._stars(visit, -1), rating, one.session, one.host.user_id, one.seeker, rated_at))

    def _stars(self, visit: Visit, place: int) -> bytes:
        """Returns the head of the first or the last rating of a visit."""
        kind = (RATINGS, visit.answer if place else visit.scores)
        head: bytes = self._heads.get(kind) or self._learn(
            kind, lambda: RATINGS.head(tuple(history.ratings(self.scale, visit))[place])
        )
        return head

    def _heads_of_postings(self, visit: Visit) -> list[tuple[LedgerAccount, bytes]]:
        return [(one.account, POSTINGS.head(one)) for one in money.ledger(self.scale, visit)]

    def _learn(self, kind: tuple[Any, ...], head: Callable[[], Any]) -> Any:
        self._heads[kind] = found = head()
        return found

    def _host_of(self, number: int) -> Host:
        terms = terms_of(number)
        user_id = companion_user_id(self.scale, number)
        return Host(uuid_field(companion_id(self.scale, number)), uuid_field(user_id), long_field(terms.hourly), terms)


def _spelled(digits: str) -> str:
    """Returns the 32 digits of a UUID with hyphens."""
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
