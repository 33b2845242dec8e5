"""`hushroom seed`: adds the demo accounts, and a generated population on request."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from attrs import asdict

from hushroom_adapters.local.seeding.accounts import ACCOUNTS, PASSWORD
from hushroom_adapters.local.seeding.demo import DemoAccounts
from hushroom_adapters.local.seeding.generators import Scale
from hushroom_adapters.local.seeding.population import Population
from hushroom_adapters.postgres.core.database import open_database
from hushroom_adapters.postgres.features import begin, queries
from hushroom_adapters.security.passwords import PooledPasswords
from hushroom_adapters.settings import Settings
from hushroom_adapters.system.clock import SystemClock
from hushroom_adapters.system.ids import TimeOrderedIds
from hushroom_domain.companions.model import CompanionMode
from hushroom_domain.contracts.model import ContractTemplate, SessionType
from hushroom_domain.reactions import names_for

Say = Callable[[str], None]


def seed_database(
    settings: Settings, *, companions: int = 0, users: int = 0, sessions: int = 0, say: Say = print
) -> None:
    """Adds missing data; a second run changes nothing. Needs migrated tables (`hushroom migrate`)."""
    now = SystemClock().now()
    # As of midnight, because the same day then generates the same people.
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    scale = Scale(companions=companions, users=users, sessions=sessions, now=midnight)
    asyncio.run(_seed(settings, scale, say))


async def _seed(settings: Settings, scale: Scale, say: Say) -> None:
    passwords = PooledPasswords(**{**asdict(settings.passwords), "threads": 1, "queue": 1})
    try:
        templates = await _demo(settings.database.url, passwords, say)
        if not scale.is_nothing:
            hashed = await passwords.hash(PASSWORD)
            crowd = Population(scale=scale, hashed=hashed, templates=_standard(templates), say=say)
            await _move_in(crowd, settings.database.url)
    finally:
        passwords.close()


async def _demo(url: str, passwords: PooledPasswords, say: Say) -> tuple[ContractTemplate, ...]:
    """Adds the demo accounts and returns the templates of contracts; leaves no connection open."""
    database = open_database(url, pool_size=2)
    try:
        made = await DemoAccounts(begin(database, names_for), SystemClock(), TimeOrderedIds(), passwords.hash)()
        say(f"{made} demo accounts made, {len(ACCOUNTS) - made} were there; password {PASSWORD}")
        return await queries(database).contracts.templates(None)
    finally:
        await database.close()


async def _move_in(crowd: Population, url: str) -> None:
    is_new = await asyncio.to_thread(crowd.move_in, url)
    crowd.say(
        f"all in one transaction, as of {_day(crowd.scale.now)}" if is_new else "The made-up people are there already."
    )


def _standard(templates: tuple[ContractTemplate, ...]) -> dict[SessionType, ContractTemplate]:
    return {template.session_type: template for template in templates if template.mode is CompanionMode.MODERATE}


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
