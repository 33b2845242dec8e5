"""Generates a population with its history and copies it into the database in one transaction."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from attrs import frozen

from hushroom_adapters.local.seeding.generators import MAIL_DOMAIN, Scale
from hushroom_adapters.local.seeding.money import INTENT
from hushroom_adapters.local.seeding.people_rows import COMPANIONS, LANGUAGES, PASSWORDS, SLOTS, USERS, PeopleRows
from hushroom_adapters.local.seeding.visit_rows import (
    CONTRACTS,
    GOALS,
    PAYMENTS,
    POSTINGS,
    RATINGS,
    SESSIONS,
    VisitRows,
)
from hushroom_adapters.local.seeding.visits import Visit, Visits, reputations, visits
from hushroom_adapters.postgres.core.bulk_copy import BulkCopy, open_bulk_copy
from hushroom_adapters.postgres.core.deferred_indexes import DeferredIndexes, is_alone
from hushroom_domain.contracts.model import ContractTemplate, SessionType
from hushroom_domain.shared.errors import Conflict

Say = Callable[[str], None]
VISITS_AT_ONCE = 10_000
"""Visits whose rows are written together, which bounds the memory of this process and of the triggers."""
REPORTED_VISITS = 200_000
OF_PEOPLE = tuple(layout.mapper.table.name for layout in (USERS, PASSWORDS, COMPANIONS, LANGUAGES, SLOTS))
OF_VISITS = tuple(layout.mapper.table.name for layout in (SESSIONS, GOALS, CONTRACTS, PAYMENTS, POSTINGS, RATINGS))
ROW_TRIGGERS = {
    "users_folded_of_new": "users",
    "users_former_key_of_new": "users",
    "companions_listing_of_new": "companions",
    "password_credentials_to_former": "password_credentials",
}
"""The triggers that change new rows, and their tables; generated rows are already as these would leave them.

The last one writes passwords where a program of the version before finds them, and none such uses generated people.
"""
DIFFERENCES = """
    SELECT id FROM users
    WHERE folded_of IS DISTINCT FROM folded_source(ARRAY[email, first_name, last_name, display_name])
    UNION ALL SELECT c.id FROM companions c JOIN users u ON u.id = c.user_id
    WHERE (c.search_text, c.is_offered) IS DISTINCT FROM (
        concat_ws(E'\\n', c.folded_text, u.folded_name),
        c.status = 'APPROVED' AND u.is_active AND u.deleted_at IS NULL
    ) OR c.folded_of IS DISTINCT FROM folded_source(c.bio || c.expertise_tags)
    LIMIT 1
"""
"""Selects a row that the triggers would have changed."""


class PopulationExists(Conflict):
    code = "seeding.crowd_exists"
    message = "Other made-up people live in this database already: begin with empty data (hushroom dev --reset)"


@frozen(kw_only=True)
class Population:
    """A generated population. All share the password hash `hashed`; `templates` are those of their contracts."""

    scale: Scale
    hashed: str
    templates: Mapping[SessionType, ContractTemplate]
    say: Say = print

    def move_in(self, url: str) -> bool:
        """Copies the population into a database. Returns False when exactly this population is there already.

        Where nobody else is connected and there are no sessions yet, indexes and references are built after the rows,
        in the same transaction. Raises: PopulationExists.
        """
        past = visits(self.scale)
        with open_bulk_copy(url) as copies:
            if self._is_there(copies):
                return False
            deferred = self._deferred(copies)
            self._people(copies, past)
            self._past(copies, past)
            copies.analyze((*OF_PEOPLE, *OF_VISITS))
            if deferred is not None:
                self._build(copies, deferred)
        return True

    def _is_there(self, copies: BulkCopy) -> bool:
        """Returns whether this population is in the database. Raises: PopulationExists, when another one is."""
        there = (
            copies.count("users", "email_key", f"companion-%@{MAIL_DOMAIN}"),
            copies.count("users", "email_key", f"seeker-%@{MAIL_DOMAIN}"),
            copies.count("payments", "intent_id", f"{INTENT}%"),
        )
        if any(there) and there != (self.scale.companions, self.scale.users, self.scale.sessions):
            raise PopulationExists
        return any(there)

    def _deferred(self, copies: BulkCopy) -> DeferredIndexes | None:
        if not (copies.is_empty("sessions") and is_alone(copies.connection)):
            self.say("the database is in use: its indexes stay, which takes longer")
            return None
        return DeferredIndexes.defer(copies.connection, (*OF_PEOPLE, *OF_VISITS), ROW_TRIGGERS)

    def _people(self, copies: BulkCopy, past: Visits) -> None:
        rows = PeopleRows(self.scale, self.hashed)
        self._told("users", copies.add(USERS, rows.users()))
        self._told("passwords", copies.add(PASSWORDS, rows.passwords()))
        self._told("companions", copies.add(COMPANIONS, rows.companions(reputations(past))))
        self._told("languages", copies.add(LANGUAGES, rows.languages()))
        self._told("slots", copies.add(SLOTS, rows.slots()))

    def _past(self, copies: BulkCopy, past: Visits) -> None:
        """Writes the visits in slices, oldest first."""
        rows = VisitRows(self.scale, self.templates)
        added = dict.fromkeys(OF_VISITS, 0)
        for some in _slices(past):
            fields = list(map(rows.fields_of, some))
            for layout, written in rows.of_tables(fields):
                added[layout.mapper.table.name] += copies.add(layout, written)
            if added["sessions"] % REPORTED_VISITS == 0:
                self.say(f"{added['sessions']:>11,} of {len(past):,} sessions")
        for name, count in added.items():
            self._told(name.replace("_", " "), count)

    def _build(self, copies: BulkCopy, deferred: DeferredIndexes) -> None:
        difference = copies.connection.execute(DIFFERENCES).fetchone()
        assert difference is None, f"{difference}: not as the triggers write it"
        built = sum(1 for _ in deferred.build())
        self._told("indexes, references and triggers", built)

    def _told(self, name: str, count: int) -> None:
        if count:
            self.say(f"{count:>11,} {name}")


def _slices(past: Iterable[Visit]) -> Iterator[list[Visit]]:
    left = iter(past)
    while some := list(islice(left, VISITS_AT_ONCE)):
        yield some
