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
    Check("PostgreSQL", _postgres, "Start PostgreSQL 15 or later and set DATABASE_URL to its address."),
    Check("PostgreSQL's log", _postgres_log, "Fix PostgreSQL first."),
    Check("Effects", _effects, "Fix PostgreSQL first: reactions wait in its outbox."),
    Check("Redis", _redis, "Start Redis 7 or Valkey and set REDIS_URL to its address."),
    Check("Stripe", _stripe, "Set STRIPE_SECRET_KEY to a key of the account, and allow this machine to reach Stripe."),
    Check("LiveKit", _livekit, "Set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET to those of one server."),
    Check("Mail", _mail, "Set SMTP_URL to a mail server that accepts its login."),
)
