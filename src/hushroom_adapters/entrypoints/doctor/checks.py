"""The checks of the doctor, one for each thing that the platform depends on."""

from hushroom_adapters.bootstrap.sign_in_providers import oidc_providers, outgoing_client
from hushroom_adapters.entrypoints.doctor.report import Check
from hushroom_adapters.livekit.probe import probe_livekit
from hushroom_adapters.observability.findings import CheckFailed, CheckWarning
from hushroom_adapters.postgres.probe import probe_effects, probe_log, probe_postgres
from hushroom_adapters.redis.probe import probe_redis
from hushroom_adapters.security import IdnaDomainNames
from hushroom_adapters.settings import Settings, crisis_lines_of_release
from hushroom_adapters.smtp.mailer import SmtpMailer
from hushroom_adapters.stripe.probe import probe_stripe
from hushroom_adapters.system.clock import SystemClock
from hushroom_domain.identity.errors import SignInProviderUnavailable
from hushroom_domain.shared.time import ZONES, NoTimeZones

PROVIDERS_FIX = "Write the issuers in HUSHROOM_SIGN_IN_PROVIDERS as the providers do; allow this machine to reach them."


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


async def _sign_in_providers(settings: Settings) -> str:
    if not settings.sign_in_providers:
        return "none: people sign in by passwords"
    async with outgoing_client(settings) as outgoing:
        providers = oidc_providers(settings, outgoing, SystemClock())
        for one in providers.offered:
            try:
                await providers.look(one.id)
            except SignInProviderUnavailable as error:
                raise CheckFailed(f"{one.name} does not answer as its issuer", PROVIDERS_FIX) from error
    return ", ".join(one.name for one in providers.offered)


async def _operator(settings: Settings) -> str:
    facts = settings.information
    stated = {
        "HUSHROOM_OPERATOR_NAME": facts.operator_name,
        "HUSHROOM_OPERATOR_ADDRESS": facts.operator_address,
        "HUSHROOM_OPERATOR_CONTACT": facts.operator_contact,
        "HUSHROOM_OPERATOR_LAW": facts.operator_law,
    }
    missing = [name for name, value in stated.items() if not value]
    if missing:
        raise CheckWarning("the legal pages have gaps", f"Set {', '.join(missing)} before people use the pages.")
    return "named on the legal pages"


async def _crisis_lines(settings: Settings) -> str:
    lines = settings.information.crisis_lines
    whose = "that of this release" if lines is crisis_lines_of_release() else "the operator's own"
    oldest = min(one.read for one in (*lines.emergency, *lines.line))
    return f"{whose}: {len(lines.line)} lines, {len(lines.countries)} countries, sources read since {oldest}"


EXAMINATIONS = (
    Check("Time zones", _time_zones, "Install the Python package tzdata."),
    Check("PostgreSQL", _postgres, "Start PostgreSQL 15 or later and set DATABASE_URL to its address."),
    Check("PostgreSQL's log", _postgres_log, "Fix PostgreSQL first."),
    Check("Effects", _effects, "Fix PostgreSQL first: reactions wait in its outbox."),
    Check("Redis", _redis, "Start Redis 7 or Valkey and set REDIS_URL to its address."),
    Check("Stripe", _stripe, "Set STRIPE_SECRET_KEY to a key of the account, and allow this machine to reach Stripe."),
    Check("LiveKit", _livekit, "Set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET to those of one server."),
    Check(
        "Sign-in providers",
        _sign_in_providers,
        PROVIDERS_FIX,
    ),
    Check("Operator", _operator, "Set the HUSHROOM_OPERATOR_ variables."),
    Check("Crisis lines", _crisis_lines, "Name a list with HUSHROOM_CRISIS_LINES, or unset it."),
    Check("Mail", _mail, "Set SMTP_URL to a mail server that accepts its login."),
)
