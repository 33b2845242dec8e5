"""Generates a population with its history and copies it into the database in one transaction."""

from collections.abc import Callable, Mapping

from attrs import frozen

from hushroom_adapters.local.seeding import history, money, people
from hushroom_adapters.local.seeding.generators import MAIL_DOMAIN, Scale
from hushroom_adapters.local.seeding.visits import Visit, companions_with_stats, visits
from hushroom_adapters.postgres.availability.mappings import SLOT
from hushroom_adapters.postgres.companions.mappings import COMPANION
from hushroom_adapters.postgres.contracts.mappings import CONTRACT
from hushroom_adapters.postgres.core.bulk_copy import BulkCopy, open_bulk_copy
from hushroom_adapters.postgres.goals.mappings import GOAL
from hushroom_adapters.postgres.identity.mappings import LANGUAGE, USER
from hushroom_adapters.postgres.payments.mappings import PAYMENT, POSTING
from hushroom_adapters.postgres.ratings.mappings import RATING
from hushroom_adapters.postgres.sessions.mappings import SESSION
from hushroom_domain.contracts.model import ContractTemplate, SessionType
from hushroom_domain.shared.errors import Conflict

Say = Callable[[str], None]


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
        """Copies the population into an empty database. Returns False when exactly this population is there already.

        Raises: PopulationExists.
        """
        scale = self.scale
        past_visits = visits(scale)
        with open_bulk_copy(url) as copies:
            there = _there(copies)
            if there == (scale.companions, scale.users, scale.sessions):
                return False
            if any(there):
                raise PopulationExists
            self._people(copies, past_visits)
            self._past(copies, past_visits)
            copies.analyze(USER, COMPANION, SLOT, SESSION, PAYMENT)
        return True

    def _people(self, copies: BulkCopy, past_visits: list[Visit]) -> None:
        scale = self.scale
        self._told("users", copies.add(USER, people.users(scale, self.hashed)))
        self._told("companions", copies.add(COMPANION, companions_with_stats(scale, past_visits)))
        self._told("languages", copies.add(LANGUAGE, people.languages(scale)))
        self._told("slots", copies.add(SLOT, people.slots(scale)))

    def _past(self, copies: BulkCopy, past_visits: list[Visit]) -> None:
        scale = self.scale
        self._told("sessions", copies.add(SESSION, history.sessions(scale, past_visits)))
        self._told("goals", copies.add(GOAL, history.goals(past_visits)))
        self._told("contracts", copies.add(CONTRACT, history.contracts(past_visits, self.templates)))
        self._told("payments", copies.add(PAYMENT, money.payments(scale, past_visits)))
        self._told("ledger entries", copies.add(POSTING, money.ledger(scale, past_visits)))
        self._told("ratings", copies.add(RATING, history.ratings(scale, past_visits)))

    def _told(self, name: str, count: int) -> None:
        if count:
            self.say(f"{count:>9,} {name}")


def _there(copies: BulkCopy) -> tuple[int, int, int]:
    """Returns the numbers of generated companions, users and sessions that the database holds."""
    return (
        copies.count(USER, "email_key", f"companion-%@{MAIL_DOMAIN}"),
        copies.count(USER, "email_key", f"seeker-%@{MAIL_DOMAIN}"),
        copies.count(PAYMENT, "intent_id", f"{money.INTENT}%"),
    )
