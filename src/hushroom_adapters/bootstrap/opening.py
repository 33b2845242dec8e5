"""Opens the application with its adapters. No dependency needs to answer yet: calls wait for it where they use it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from email.utils import parseaddr
from typing import Any

from attrs import asdict, frozen

from hushroom_adapters.bootstrap.clients import RequestClients
from hushroom_adapters.bootstrap.dependencies import health_of
from hushroom_adapters.bootstrap.health import Health
from hushroom_adapters.bootstrap.sign_in_providers import oidc_providers, outgoing_client
from hushroom_adapters.candidates.candidates import ColumnCandidates
from hushroom_adapters.i18n.emails import TemplateEmailRenderer
from hushroom_adapters.i18n.push import WordedPushRenderer
from hushroom_adapters.livekit.notices import LiveKitNotices
from hushroom_adapters.livekit.rooms import LiveKitRooms
from hushroom_adapters.object_storage import ObjectAvatars
from hushroom_adapters.pictures.encoder import ProcessAvatarEncoder
from hushroom_adapters.postgres.backfill import catch_up
from hushroom_adapters.postgres.core.codec import JsonCodec
from hushroom_adapters.postgres.core.database import Database, open_database
from hushroom_adapters.postgres.features import begin, candidates, queries, use_case_queries
from hushroom_adapters.postgres.idempotency.store import PostgresIdempotencyKeys
from hushroom_adapters.postgres.matching.candidate_source import PostgresCandidateSource
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
    RedisUserSignals,
)
from hushroom_adapters.security import (
    AesAuditSeals,
    AesSecretBox,
    IdnaDomainNames,
    JoseTokens,
    ListedPasswords,
    PooledPasswords,
    SecretTokens,
    SignedDeviceTokens,
    TotpFactorCodes,
    WebAuthnVerifier,
    ZxcvbnStrengths,
)
from hushroom_adapters.settings import RateLimitSettings, Settings, SmtpSettings, TokenSettings
from hushroom_adapters.smtp.mailer import SmtpMailer
from hushroom_adapters.stripe import StripeGateway, StripeIdentity, StripeNotices
from hushroom_adapters.system.clock import SystemClock
from hushroom_adapters.system.ids import TimeOrderedIds
from hushroom_adapters.webpush import VapidKey, WebPushSender
from hushroom_domain.application import Application, Ports, Queries, wire
from hushroom_domain.companions.feature import CompanionPorts
from hushroom_domain.identity.feature import IdentityPorts
from hushroom_domain.identity.ports import AvatarStore, Braked
from hushroom_domain.matching.feature import MatchingPorts
from hushroom_domain.matching.model import ScoredCandidate
from hushroom_domain.media.feature import MediaPorts
from hushroom_domain.moderation.feature import ModerationPorts
from hushroom_domain.notifications.feature import NotificationPorts
from hushroom_domain.payments.feature import PaymentPorts
from hushroom_domain.reactions import EVENTS_BY_NAME, names_for
from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ports import Clock
from hushroom_domain.verification.feature import VerificationPorts

STREAMS_OF_ADDRESS = 200
"""The number of streams that one client address has open: a school or an office has one address for many people."""
SCORES = tuple[ScoredCandidate, ...]


@frozen(kw_only=True)
class Platform:
    """The application, and the parts that its processes need beside it."""

    settings: Settings
    application: Application
    queries: Queries
    clock: Clock
    rate_limits: RateLimits
    idempotency: PostgresIdempotencyKeys
    avatars: AvatarStore
    notices: StripeNotices
    room_notices: LiveKitNotices
    presence: RedisPresence
    sockets: RedisSockets
    streams_of_users: RedisSockets
    streams_of_addresses: RedisSockets
    user_signals: RedisUserSignals
    fanout: Callable[[], Fanout]
    health: Health
    outbox: OutboxStore
    schedule_locks: PostgresScheduleLocks
    read_event: Callable[[str, Mapping[str, Any]], Event]
    candidates: ColumnCandidates | None
    """The candidates that a web process keeps in its memory; None when they are scored in the database."""
    catch_up: Callable[[], Awaitable[int]]


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
        source = PostgresCandidateSource(database, settings.database.url)
        stack.push_async_callback(source.close)
        known = ColumnCandidates(source, candidates(database), clock, settings.matching.check_seconds)
        ports = await _ports(settings, database, redis, codec, mailer, stack, known)
        yield Platform(
            settings=settings,
            application=wire(ports),
            queries=queries(database, known, AesAuditSeals(_secret_box(settings.tokens))),
            clock=clock,
            rate_limits=_rate_limits(redis, settings.rate_limits),
            idempotency=PostgresIdempotencyKeys(database, clock, TimeOrderedIds().new),
            avatars=ports.identity.avatar_store,
            notices=StripeNotices(settings.stripe.webhook_secrets),
            room_notices=LiveKitNotices(settings.livekit.api_key, settings.livekit.api_secret),
            presence=RedisPresence(redis),
            sockets=RedisSockets(redis, settings.quotas.sockets),
            streams_of_users=RedisSockets(redis, settings.quotas.sockets, "hushroom:streams:user"),
            streams_of_addresses=RedisSockets(
                redis, settings.quotas.sockets and STREAMS_OF_ADDRESS, "hushroom:streams:address"
            ),
            user_signals=RedisUserSignals(settings.redis.url),
            fanout=lambda: Fanout(redis, settings.redis.url),
            health=health_of(settings, database, redis, outbox, mailer, clock),
            outbox=outbox,
            schedule_locks=PostgresScheduleLocks(database),
            read_event=lambda name, payload: codec.build(payload, EVENTS_BY_NAME[name]),
            candidates=known if settings.matching.keeps_candidates else None,
            catch_up=lambda: asyncio.to_thread(_caught_up, settings.database.url),
        )


async def _ports(
    settings: Settings,
    database: Database,
    redis: RedisConnection,
    codec: JsonCodec,
    mailer: SmtpMailer,
    stack: AsyncExitStack,
    known: ColumnCandidates,
) -> Ports:
    passwords = PooledPasswords(**asdict(settings.passwords))
    stack.callback(passwords.close)
    strengths = ZxcvbnStrengths()
    stack.callback(strengths.close)
    passkeys = WebAuthnVerifier(settings.http.relying_party)
    stack.callback(passkeys.close)
    pictures = settings.pictures
    encoder = ProcessAvatarEncoder(processes=pictures.processes, queue=pictures.queue)
    stack.callback(encoder.close)
    broadcasts = RedisBroadcasts(settings.redis.url)
    stack.push_async_callback(broadcasts.aclose)
    clock = SystemClock()
    stripe, livekit = settings.stripe, settings.livekit
    seals = AesAuditSeals(_secret_box(settings.tokens))
    return Ports(
        begin=begin(database, names_for, clock.now, seals),
        queries=use_case_queries(database, seals),
        clock=clock,
        ids=TimeOrderedIds(),
        quotas=settings.quotas,
        identity=IdentityPorts(
            passwords=passwords,
            common_passwords=ListedPasswords.shipped(),
            password_strengths=strengths,
            domain_names=IdnaDomainNames(),
            brakes=_brakes(redis, settings.rate_limits),
            device_tokens=SignedDeviceTokens([key.secret for key in settings.tokens.keys]),
            access_tokens=_access_tokens(settings.tokens),
            opaque_tokens=SecretTokens(),
            clients=RequestClients(),
            providers=oidc_providers(settings, await stack.enter_async_context(outgoing_client(settings)), clock),
            passkey_verifier=passkeys,
            relying_party=settings.http.relying_party,
            factor_codes=TotpFactorCodes(),
            secret_box=_secret_box(settings.tokens),
            avatar_encoder=encoder,
            avatar_store=ObjectAvatars(pictures.storage),
            avatar_addresses=settings.http.avatar_addresses,
            takes_outside_avatars=pictures.takes_outside,
            requires_admin_factor=settings.requires_admin_factor,
        ),
        companions=CompanionPorts(requires_identity=settings.requires_identity),
        verification=VerificationPorts(
            provider=await stack.enter_async_context(
                StripeIdentity.opened(
                    stripe.secret_key, stripe.identity_key, stripe.api_base, settings.http.web_url, clock.now
                )
            )
        ),
        matching=MatchingPorts(results=_match_results(redis, codec), candidates=known),
        media=MediaPorts(
            rooms=await stack.enter_async_context(
                LiveKitRooms(livekit.url, livekit.api_key, livekit.api_secret, public_url=livekit.public_url)
            ),
        ),
        payments=PaymentPorts(
            gateway=await stack.enter_async_context(
                StripeGateway.opened(stripe.secret_key, stripe.api_base, settings.http.web_url)
            )
        ),
        notifications=NotificationPorts(
            renderer=TemplateEmailRenderer(settings.http.web_url),
            mailer=mailer,
            broadcasts=broadcasts,
            push_renderer=WordedPushRenderer(),
            push_sender=await _push_sender(settings, clock, stack),
            takes_loopback=not settings.is_production,
            mail_domain=parseaddr(settings.smtp.sender)[1].rpartition("@")[2],
        ),
        moderation=ModerationPorts(reports_count=settings.moderation.reports_count),
    )


def _match_results(redis: RedisConnection, codec: JsonCodec) -> RedisMatchResults:
    return RedisMatchResults(redis, lambda found: codec.dump(found, SCORES), lambda data: codec.load(data, SCORES))


def _access_tokens(settings: TokenSettings) -> JoseTokens:
    return JoseTokens(secrets={key.kid: key.secret for key in settings.keys}, signs_with=settings.keys[0].kid)


def _secret_box(settings: TokenSettings) -> AesSecretBox:
    keys = settings.sealing_keys
    return AesSecretBox(secrets={key.kid: key.secret for key in keys}, seals_with=keys[0].kid)


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


async def _push_sender(settings: Settings, clock: Clock, stack: AsyncExitStack) -> WebPushSender | None:
    """Returns the sender of push messages; None without a key. It ends with the application."""
    if settings.push.private_key is None:
        return None
    key = VapidKey.of(settings.push.private_key)
    sender = WebPushSender(key, settings.push.contact, clock.now, takes_loopback=not settings.is_production)
    return await stack.enter_async_context(sender)


def _brakes(redis: RedisConnection, settings: RateLimitSettings) -> RedisBrakes:
    limits = {**dict.fromkeys(Braked, settings.passwords), Braked.RESET_MAIL: settings.reset_mails}
    return RedisBrakes(redis, limits, enabled=settings.enabled)


def _rate_limits(redis: RedisConnection, settings: RateLimitSettings) -> RateLimits:
    limits = asdict(settings)
    return RateLimits(redis, enabled=limits.pop("enabled"), limits=limits)
