"""Makes up a crowd and its past, and copies it into the database in one transaction."""

from collections.abc import Callable, Mapping

from attrs import frozen

from hushroom_adapters.postgres import entities
from hushroom_adapters.postgres.copying import Copying, copying
from hushroom_adapters.seeding import money, past, people
from hushroom_adapters.seeding.making_up import MAIL_DOMAIN, Scale
from hushroom_adapters.seeding.visits import Visit, companions_with_standing, visits
from hushroom_domain.contracts.model import ContractTemplate, SessionType
from hushroom_domain.shared.errors import Conflict

Say = Callable[[str], None]


class CrowdExists(Conflict):
    code = "seeding.crowd_exists"
    message = "Other made-up people live in this database already: begin with empty data (hushroom dev --reset)"


@frozen(kw_only=True)
class Crowd:
    """`hashed` is the password hash that all of them share; `templates` are what their contracts came from."""

    scale: Scale
    hashed: str
    templates: Mapping[SessionType, ContractTemplate]
    say: Say = print

    def move_in(self, url: str) -> bool:
        """Whether they are new. As many as asked for are there: nothing happens; others: refuses with `CrowdExists`."""
        scale = self.scale
        past_visits = visits(scale)
        with copying(url) as copies:
            there = _there(copies)
            if there == (scale.companions, scale.users, scale.sessions):
                return False
            if any(there):
                raise CrowdExists
            self._people(copies, past_visits)
            self._past(copies, past_visits)
            copies.analyze(entities.USER, entities.COMPANION, entities.SLOT, entities.SESSION, entities.PAYMENT)
        return True

    def _people(self, copies: Copying, past_visits: list[Visit]) -> None:
        scale = self.scale
        self._told("users", copies.add(entities.USER, people.users(scale, self.hashed)))
        self._told("companions", copies.add(entities.COMPANION, companions_with_standing(scale, past_visits)))
        self._told("languages", copies.add(entities.LANGUAGE, people.languages(scale)))
        self._told("slots", copies.add(entities.SLOT, people.slots(scale)))

    def _past(self, copies: Copying, past_visits: list[Visit]) -> None:
        scale = self.scale
        self._told("sessions", copies.add(entities.SESSION, past.sessions(scale, past_visits)))
        self._told("goals", copies.add(entities.GOAL, past.goals(past_visits)))
        self._told("contracts", copies.add(entities.CONTRACT, past.contracts(past_visits, self.templates)))
        self._told("payments", copies.add(entities.PAYMENT, money.payments(scale, past_visits)))
        self._told("ledger entries", copies.add(entities.POSTING, money.ledger(scale, past_visits)))
        self._told("ratings", copies.add(entities.RATING, past.ratings(scale, past_visits)))

    def _told(self, name: str, count: int) -> None:
        if count:
            self.say(f"{count:>9,} {name}")


def _there(copies: Copying) -> tuple[int, int, int]:
    """How many companions, users and sessions were made up before."""
    return (
        copies.count(entities.USER, "email_key", f"companion-%@{MAIL_DOMAIN}"),
        copies.count(entities.USER, "email_key", f"seeker-%@{MAIL_DOMAIN}"),
        copies.count(entities.PAYMENT, "intent_id", f"{money.INTENT}%"),
    )
