"""Opens the application with its adapters. No dependency needs to answer yet: calls wait for it where they use it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from email.utils import parseaddr
from functools import partial
from typing import Any

from attrs import asdict, frozen

from hushroom_adapters.bootstrap.health import Health, Probe, Shared
from hushroom_adapters.i18n.emails import TemplateEmailRenderer
from hushroom_adapters.livekit.notices import LiveKitNotices
from hushroom_adapters.livekit.probe import probe_livekit
from hushroom_adapters.livekit.rooms import LiveKitRooms
from hushroom_adapters.postgres.backfill import catch_up
from hushroom_adapters.postgres.core.codec import JsonCodec
from hushroom_adapters.postgres.core.database import Database, open_database
from hushroom_adapters.postgres.features import begin, queries, use_case_queries
from hushroom_adapters.postgres.health import DatabaseHealth
from hushroom_adapters.postgres.idempotency.store import PostgresIdempotencyKeys
from hushroom_adapters.postgres.outbox.store import OutboxStore
from hushroom_adapters.postgres.scheduling.schedule_locks import PostgresScheduleLocks
from hushroom_adapters.redis import (
    Fanout,
    RateLimits,
    RedisBrakes,
    RedisBroadcasts,
    RedisConnection,
    RedisMatchResults,
    RedisPresence,
    RedisSockets,
)
from hushroom_adapters.security import BcryptPasswords, IdnaDomainNames, JoseTokens, SecretTokens
from hushroom_adapters.settings import RateLimitSettings, Settings, SmtpSettings, TokenSettings
from hushroom_adapters.smtp.mailer import SmtpMailer
from hushroom_adapters.stripe import StripeGateway, StripeNotices
from hushroom_adapters.stripe.probe import probe_stripe
from hushroom_adapters.system.clock import SystemClock
from hushroom_adapters.system.ids import TimeOrderedIds
from hushroom_domain.application import Application, Ports, Queries, wire
from hushroom_domain.identity.feature import IdentityPorts
from hushroom_domain.identity.ports import Braked
from hushroom_domain.matching.feature import MatchingPorts
from hushroom_domain.matching.model import Match
from hushroom_domain.media.feature import MediaPorts
from hushroom_domain.moderation.feature import ModerationPorts
from hushroom_domain.notifications.feature import NotificationPorts
from hushroom_domain.payments.feature import PaymentPorts
from hushroom_domain.reactions import EVENTS_BY_NAME, names_for
from hushroom_domain.shared.events import Event
from hushroom_domain.shared.lanes import Lane
from hushroom_domain.shared.ports import Clock

OWN_SECONDS, FOREIGN_SECONDS, DISK_SECONDS = 1.0, 15.0, 15.0
"""The lifetimes of check results: of our own servers, of providers, and of the check that writes 1 MB to disk."""
MATCHES = tuple[Match, ...]


@frozen(kw_only=True)
class Platform:
    """The application, and the parts that its processes need beside it."""

    settings: Settings
    application: Application
    queries: Queries
    clock: Clock
    rate_limits: RateLimits
    idempotency: PostgresIdempotencyKeys
    notices: StripeNotices
    room_notices: LiveKitNotices
    presence: RedisPresence
    sockets: RedisSockets
    fanout: Callable[[], Fanout]
    health: Health
    outbox: OutboxStore
    schedule_locks: PostgresScheduleLocks
    read_event: Callable[[str, Mapping[str, Any]], Event]
    catch_up: Callable[[], Awaitable[int]]


class UnhealthyDependency(Exception):
    """A dependency answers, but not as it should."""


@asynccontextmanager
async def open_application(settings: Settings) -> AsyncIterator[Platform]:
    """Opens the platform with the adapters that the settings name, until the block ends."""
    async with AsyncExitStack() as stack:
        clock = SystemClock()
        database = open_database(settings.database.url, settings.database.pool_size)
        stack.push_async_callback(database.close)
        redis = await stack.enter_async_context(RedisConnection.opened(settings.redis.url))
        codec = JsonCodec()
        outbox = OutboxStore(database, clock.now)
        mailer = _mailer(settings.smtp)
        ports = await _ports(settings, database, redis, codec, mailer, stack)
        yield Platform(
            settings=settings,
            application=wire(ports),
            queries=queries(database),
            clock=clock,
            rate_limits=_rate_limits(redis, settings.rate_limits),
            idempotency=PostgresIdempotencyKeys(database, clock, TimeOrderedIds().new),
            notices=StripeNotices(settings.stripe.webhook_secrets),
            room_notices=LiveKitNotices(settings.livekit.api_key, settings.livekit.api_secret),
            presence=RedisPresence(redis),
            sockets=RedisSockets(redis, settings.quotas.sockets),
            fanout=lambda: Fanout(redis, settings.redis.url),
            health=_health(settings, database, redis, outbox, mailer, clock),
            outbox=outbox,
            schedule_locks=PostgresScheduleLocks(database),
            read_event=lambda name, payload: codec.build(payload, EVENTS_BY_NAME[name]),
            catch_up=lambda: asyncio.to_thread(_caught_up, settings.database.url),
        )


async def _ports(
    settings: Settings,
    database: Database,
    redis: RedisConnection,
    codec: JsonCodec,
    mailer: SmtpMailer,
    stack: AsyncExitStack,
) -> Ports:
    passwords = BcryptPasswords(**asdict(settings.passwords))
    stack.callback(passwords.close)
    broadcasts = RedisBroadcasts(settings.redis.url)
    stack.push_async_callback(broadcasts.aclose)
    clock = SystemClock()
    stripe, livekit = settings.stripe, settings.livekit
    return_url = f"{settings.http.web_url}/companion/payouts"
    return Ports(
        begin=begin(database, names_for, clock.now),
        queries=use_case_queries(database),
        clock=clock,
        ids=TimeOrderedIds(),
        quotas=settings.quotas,
        identity=IdentityPorts(
            passwords=passwords,
            domain_names=IdnaDomainNames(),
            brakes=_brakes(redis, settings.rate_limits),
            access_tokens=_access_tokens(settings.tokens),
            opaque_tokens=SecretTokens(),
        ),
        matching=MatchingPorts(results=_match_results(redis, codec)),
        media=MediaPorts(
            rooms=await stack.enter_async_context(LiveKitRooms(livekit.url, livekit.api_key, livekit.api_secret)),
        ),
        payments=PaymentPorts(
            gateway=await stack.enter_async_context(
                StripeGateway.opened(stripe.secret_key, stripe.api_base, return_url)
            )
        ),
        notifications=NotificationPorts(
            renderer=TemplateEmailRenderer(settings.http.web_url),
            mailer=mailer,
            broadcasts=broadcasts,
            mail_domain=parseaddr(settings.smtp.sender)[1].rpartition("@")[2],
        ),
        moderation=ModerationPorts(reports_count=settings.moderation.reports_count),
    )


def _match_results(redis: RedisConnection, codec: JsonCodec) -> RedisMatchResults:
    return RedisMatchResults(
        redis, lambda matches: codec.dump(matches, MATCHES), lambda data: codec.load(data, MATCHES)
    )


def _access_tokens(settings: TokenSettings) -> JoseTokens:
    return JoseTokens(secrets={key.kid: key.secret for key in settings.keys}, signs_with=settings.keys[0].kid)


def _caught_up(url: str) -> int:
    """Returns the number of rows that were completed; `hushroom migrate` names the accounts that share an address."""
    done = catch_up(url, IdnaDomainNames().to_ascii)
    return done.folded + done.keyed


def _mailer(smtp: SmtpSettings) -> SmtpMailer:
    return SmtpMailer(
        host=smtp.host,
        port=smtp.port,
        sender=smtp.sender,
        username=smtp.username,
        password=smtp.password,
        implicit_tls=smtp.implicit_tls,
        to_ascii=IdnaDomainNames().to_ascii,
    )


def _brakes(redis: RedisConnection, settings: RateLimitSettings) -> RedisBrakes:
    limits = {Braked.PASSWORD: settings.passwords, Braked.RESET_MAIL: settings.reset_mails}
    return RedisBrakes(redis, limits, enabled=settings.enabled)


def _rate_limits(redis: RedisConnection, settings: RateLimitSettings) -> RateLimits:
    limits = asdict(settings)
    return RateLimits(redis, enabled=limits.pop("enabled"), limits=limits)


def _health(
    settings: Settings,
    database: Database,
    redis: RedisConnection,
    outbox: OutboxStore,
    mailer: SmtpMailer,
    clock: Clock,
) -> Health:
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
