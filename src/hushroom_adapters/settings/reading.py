"""Turns an environment into one settings value, or describes the problem of each wrong variable in one sentence."""

import re
from collections.abc import Mapping
from email.utils import parseaddr
from urllib.parse import unquote

from hushroom_adapters.settings.environment import Variables
from hushroom_adapters.settings.errors import SettingsError
from hushroom_adapters.settings.production import unsafe
from hushroom_adapters.settings.values import (
    DatabaseSettings,
    Environment,
    HttpSettings,
    JobSettings,
    LiveKitSettings,
    LogFormat,
    LogSettings,
    ModerationSettings,
    PasswordSettings,
    RateLimitSettings,
    RedisSettings,
    Settings,
    SmtpSettings,
    StripeSettings,
    TokenKey,
    TokenSettings,
)
from hushroom_domain.moderation.policy import ReportsCount
from hushroom_domain.shared.quotas import NO_QUOTAS, Quotas

SMTP_PORT, SMTPS_PORT = 25, 465
WEBSITE = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?|\*")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Returns the settings. Raises: SettingsError, with all that is missing, malformed or, in production, too weak."""
    variables = Variables(environ)
    settings = Settings(
        environment=variables.choice("HUSHROOM_ENV", Environment),
        log=_log(variables),
        http=_http(variables),
        database=_database(variables),
        redis=_redis(variables),
        stripe=_stripe(variables),
        livekit=_livekit(variables),
        smtp=_smtp(variables),
        tokens=_tokens(variables),
        passwords=_passwords(variables),
        rate_limits=_rate_limits(variables),
        quotas=_quotas(variables),
        moderation=_moderation(variables),
        jobs=_jobs(variables),
    )
    variables.check()
    if settings.is_production and (problems := tuple(unsafe(settings))):
        raise SettingsError(*problems)
    return settings


def _log(variables: Variables) -> LogSettings:
    return LogSettings(
        level=variables.word("HUSHROOM_LOG_LEVEL", "debug", "info", "warning", "error"),
        format=variables.choice("HUSHROOM_LOG_FORMAT", LogFormat),
    )


def _http(variables: Variables) -> HttpSettings:
    public_url = variables.url("HUSHROOM_PUBLIC_URL", "https", "http")
    has_website = variables.optional("HUSHROOM_WEB_URL") is not None
    return HttpSettings(
        public_url=public_url,
        web_url=variables.url("HUSHROOM_WEB_URL", "https", "http") if has_website else public_url,
        host=variables.text("HUSHROOM_HOST"),
        port=variables.number("HUSHROOM_PORT", 0, 65535),
        trusted_proxies=variables.number("HUSHROOM_TRUSTED_PROXIES", 0, 10),
        polling=variables.word("HUSHROOM_POLLING", "on", "off") == "on",
        cors_origins=_websites(variables),
    )


def _websites(variables: Variables) -> tuple[str, ...]:
    sites = _several(variables, "HUSHROOM_CORS_ORIGINS")
    if not all(WEBSITE.fullmatch(site) for site in sites):
        variables.refuse("HUSHROOM_CORS_ORIGINS", "must read https://a.example,https://b.example without paths, or *.")
    return tuple(site.lower() for site in sites)


def database_settings(environ: Mapping[str, str]) -> DatabaseSettings:
    """Returns all that a migration needs. Raises: SettingsError."""
    variables = Variables(environ)
    settings = _database(variables)
    variables.check()
    return settings


def _database(variables: Variables) -> DatabaseSettings:
    return DatabaseSettings(
        url=variables.url("DATABASE_URL", "postgresql", "postgres", "postgresql+psycopg", host=False),
        pool_size=variables.number("HUSHROOM_DATABASE_POOL", 1, 1000),
    )


def _redis(variables: Variables) -> RedisSettings:
    return RedisSettings(url=variables.url("REDIS_URL", "redis", "rediss", "unix", host=False))


def _stripe(variables: Variables) -> StripeSettings:
    base = variables.optional("STRIPE_API_BASE")
    if base is not None:
        base = variables.url("STRIPE_API_BASE", "https", "http")
    return StripeSettings(
        secret_key=variables.text("STRIPE_SECRET_KEY"),
        webhook_secrets=_several(variables, "STRIPE_WEBHOOK_SECRET"),
        api_base=base,
    )


def _several(variables: Variables, name: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in variables.text(name).split(","))
    if not all(parts):
        variables.refuse(name, "holds an empty entry between its commas.")
    return parts


def _livekit(variables: Variables) -> LiveKitSettings:
    return LiveKitSettings(
        url=variables.url("LIVEKIT_URL", "https", "http", "wss", "ws"),
        api_key=variables.text("LIVEKIT_API_KEY"),
        api_secret=variables.text("LIVEKIT_API_SECRET"),
    )


def _smtp(variables: Variables) -> SmtpSettings:
    parts = variables.address("SMTP_URL", "smtp", "smtps")
    implicit_tls = parts.scheme == "smtps"
    return SmtpSettings(
        host=str(parts.hostname),
        port=parts.port or (SMTPS_PORT if implicit_tls else SMTP_PORT),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        implicit_tls=implicit_tls,
        sender=_sender(variables),
    )


def _sender(variables: Variables) -> str:
    sender = variables.text("HUSHROOM_MAIL_FROM")
    if "@" not in parseaddr(sender)[1]:
        variables.refuse("HUSHROOM_MAIL_FROM", f"must be a mail address, with or without a name, not {sender!r}.")
    return sender


def _tokens(variables: Variables) -> TokenSettings:
    keys = tuple(_token_key(variables, entry) for entry in _several(variables, "HUSHROOM_TOKEN_KEYS"))
    if len({key.kid for key in keys}) < len(keys):
        variables.refuse("HUSHROOM_TOKEN_KEYS", "names one key id twice.")
    return TokenSettings(keys=keys)


def _token_key(variables: Variables, entry: str) -> TokenKey:
    kid, _, secret = (part.strip() for part in entry.partition(":"))
    if not kid or not secret:
        variables.refuse("HUSHROOM_TOKEN_KEYS", "must read kid:secret,kid2:secret2.")
    return TokenKey(kid=kid, secret=secret)


def _passwords(variables: Variables) -> PasswordSettings:
    return PasswordSettings(
        rounds=variables.number("HUSHROOM_BCRYPT_ROUNDS", 4, 20),
        threads=variables.number("HUSHROOM_PASSWORD_THREADS", 1, 64),
        queue=variables.number("HUSHROOM_PASSWORD_QUEUE", 0, 10_000),
    )


def _rate_limits(variables: Variables) -> RateLimitSettings:
    return RateLimitSettings(
        enabled=variables.word("HUSHROOM_RATE_LIMITS", "on", "off") == "on",
        overall=variables.rate("HUSHROOM_RATE_LIMIT_OVERALL"),
        register=variables.rate("HUSHROOM_RATE_LIMIT_REGISTER"),
        login=variables.rate("HUSHROOM_RATE_LIMIT_LOGIN"),
        forgot_password=variables.rate("HUSHROOM_RATE_LIMIT_FORGOT_PASSWORD"),
        reset_password=variables.rate("HUSHROOM_RATE_LIMIT_RESET_PASSWORD"),
        payments_authorize=variables.rate("HUSHROOM_RATE_LIMIT_PAYMENTS_AUTHORIZE"),
        payments_refund=variables.rate("HUSHROOM_RATE_LIMIT_PAYMENTS_REFUND"),
        webhooks=variables.rate("HUSHROOM_RATE_LIMIT_WEBHOOKS"),
        passwords=variables.rate("HUSHROOM_RATE_LIMIT_PASSWORDS"),
        reset_mails=variables.rate("HUSHROOM_RATE_LIMIT_RESET_MAILS"),
    )


def _quotas(variables: Variables) -> Quotas:
    quotas = Quotas(
        open_sessions=_quota(variables, "OPEN_SESSIONS"),
        sessions=_quota(variables, "SESSIONS"),
        reports=_quota(variables, "REPORTS"),
        exports=_quota(variables, "EXPORTS"),
        blocks=_quota(variables, "BLOCKS"),
        sockets=_quota(variables, "SOCKETS"),
        letters_an_hour=_quota(variables, "LETTERS_HOUR"),
        letters_a_day=_quota(variables, "LETTERS_DAY"),
    )
    return quotas if variables.word("HUSHROOM_QUOTAS", "on", "off") == "on" else NO_QUOTAS


def _quota(variables: Variables, name: str) -> int:
    return variables.number(f"HUSHROOM_QUOTA_{name}", 1, 1_000_000)


def _moderation(variables: Variables) -> ModerationSettings:
    return ModerationSettings(reports_count=variables.choice("HUSHROOM_REPORTS_COUNT", ReportsCount))


def _jobs(variables: Variables) -> JobSettings:
    return JobSettings(
        relay_lease_seconds=variables.number("HUSHROOM_RELAY_LEASE_SECONDS", 1, 3600),
        worker_threads=variables.number("HUSHROOM_WORKER_THREADS", 1, 256),
    )
