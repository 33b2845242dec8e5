"""The checks of the dependencies of a platform."""

from functools import partial

from hushroom_adapters.bootstrap.health import Health, Probe, Shared
from hushroom_adapters.livekit.probe import probe_livekit
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.health import DatabaseHealth
from hushroom_adapters.postgres.outbox.store import OutboxStore
from hushroom_adapters.redis import RedisConnection
from hushroom_adapters.settings import Settings
from hushroom_adapters.smtp.mailer import SmtpMailer
from hushroom_adapters.stripe.probe import probe_stripe
from hushroom_domain.shared.lanes import Lane
from hushroom_domain.shared.ports import Clock

OWN_SECONDS, FOREIGN_SECONDS, DISK_SECONDS = 1.0, 15.0, 15.0
"""The lifetimes of check results: of our own servers, of providers, and of the check that writes 1 MB to disk."""


class UnhealthyDependency(Exception):
    """A dependency answers, but not as it should."""


def health_of(
    settings: Settings,
    database: Database,
    redis: RedisConnection,
    outbox: OutboxStore,
    mailer: SmtpMailer,
    clock: Clock,
) -> Health:
    """Returns the checks of every dependency."""
    lag = Shared(lambda: outbox.lag(clock.now()), OWN_SECONDS)

    async def keeps_up(lane: Lane) -> None:
        found = await lag.get()
        if lane in found.late:
            raise UnhealthyDependency(f"effects wait, {found.age_in_words(lane)}")

    async def is_migrated() -> None:
        if not await asked.at_head():
            raise UnhealthyDependency("the database has not taken every migration: hushroom migrate")

    asked = DatabaseHealth(database)
    stripe, livekit = settings.stripe, settings.livekit
    return Health(
        database_probe=Probe("database", asked.ping, OWN_SECONDS),
        redis_probe=Probe("redis", redis.ping, OWN_SECONDS),
        migrations_probe=Probe("migrations", is_migrated, OWN_SECONDS),
        lane_probes=tuple(Probe(f"effects.{lane.value}", partial(keeps_up, lane), OWN_SECONDS) for lane in Lane),
        disk_probe=Probe("disk", asked.spill, DISK_SECONDS),
        others=(
            Probe("stripe", lambda: probe_stripe(stripe.secret_key, stripe.api_base), FOREIGN_SECONDS),
            Probe("livekit", lambda: probe_livekit(livekit.url, livekit.api_key, livekit.api_secret), FOREIGN_SECONDS),
            Probe("mail", mailer.greet, FOREIGN_SECONDS),
        ),
    )
