"""The checks of the doctor, one for each thing that the platform depends on."""

from hushroom_adapters.entrypoints.doctor.report import Check
from hushroom_adapters.livekit.probe import probe_livekit
from hushroom_adapters.postgres.probe import probe_effects, probe_log, probe_postgres
from hushroom_adapters.redis.probe import probe_redis
from hushroom_adapters.security import IdnaDomainNames
from hushroom_adapters.settings import Settings
from hushroom_adapters.smtp.mailer import SmtpMailer
from hushroom_adapters.stripe.probe import probe_stripe
from hushroom_domain.shared.time import ZONES, NoTimeZones


async def _postgres(settings: Settings) -> str:
    return await probe_postgres(settings.database.url)


async def _postgres_log(settings: Settings) -> str:
    return await probe_log(settings.database.url)


async def _effects(settings: Settings) -> str:
    return await probe_effects(settings.database.url)


async def _redis(settings: Settings) -> str:
    return await probe_redis(settings.redis.url)


async def _stripe(settings: Settings) -> str:
    return await probe_stripe(settings.stripe.secret_key, settings.stripe.api_base)


async def _livekit(settings: Settings) -> str:
    livekit = settings.livekit
    return await probe_livekit(livekit.url, livekit.api_key, livekit.api_secret)


async def _time_zones(_: Settings) -> str:
    if not ZONES:
        raise NoTimeZones
    return f"{len(ZONES)} known"


async def _mail(settings: Settings) -> str:
    smtp = settings.smtp
    mailer = SmtpMailer(
        host=smtp.host,
        port=smtp.port,
        sender=smtp.sender,
        username=smtp.username,
        password=smtp.password,
        implicit_tls=smtp.implicit_tls,
        timeout_seconds=5.0,
        to_ascii=IdnaDomainNames().to_ascii,
    )
    await mailer.greet()
    return "answers"


EXAMINATIONS = (
    Check("Time zones", _time_zones, "Install the Python package tzdata."),
    Check("PostgreSQL", _postgres, "Start PostgreSQL 15 or later and let DATABASE_URL lead to it."),
    Check("PostgreSQL's log", _postgres_log, "See to PostgreSQL first."),
    Check("Effects", _effects, "See to PostgreSQL first: effects wait in its outbox."),
    Check("Redis", _redis, "Start Redis 7 or Valkey and let REDIS_URL lead to it."),
    Check("Stripe", _stripe, "Let STRIPE_SECRET_KEY be a key of the account, and let this machine reach Stripe."),
    Check("LiveKit", _livekit, "Let LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET name one server's own."),
    Check("Mail", _mail, "Let SMTP_URL lead to a mail server that takes our login."),
)
