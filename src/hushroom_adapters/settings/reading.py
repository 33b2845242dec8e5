"""Turns an environment into one settings value, or describes the problem of each wrong variable in one sentence."""

import re
from collections.abc import Mapping
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from hushroom_adapters.settings.administrators import requires_admin_factor
from hushroom_adapters.settings.environment import Variables
from hushroom_adapters.settings.errors import SettingsError
from hushroom_adapters.settings.information import information_settings
from hushroom_adapters.settings.production import unsafe
from hushroom_adapters.settings.sign_in_providers import sign_in_providers
from hushroom_adapters.settings.storage import cdn_url, picture_settings
from hushroom_adapters.settings.tokens import token_settings
from hushroom_adapters.settings.values import (
    DatabaseSettings,
    Environment,
    HttpSettings,
    JobSettings,
    LiveKitSettings,
    LogFormat,
    LogSettings,
    MatchingSettings,
    ModerationSettings,
    PasswordSettings,
    PhoneAppSettings,
    PushSettings,
    RateLimitSettings,
    RedisSettings,
    Settings,
    SmtpSettings,
    StripeSettings,
)
from hushroom_adapters.settings.websites import STRIPE_PAGES, is_within
from hushroom_domain.moderation.policy import ReportsCount
from hushroom_domain.shared.quotas import NO_QUOTAS, Quotas

SMTP_PORT, SMTPS_PORT = 25, 465
VAPID_KEY = re.compile(r"[A-Za-z0-9_-]{43}=?")
FINGERPRINT = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){31}")
APPLE_TEAM = re.compile(r"[0-9A-Z]{10}")
CONTACT = re.compile(r"mailto:[^\s@]+@[^\s@]+|https://\S+")
LIVEKIT_SCHEMES = ("https", "http", "wss", "ws")
WEBSITE = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?|\*")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Returns the settings. Raises: SettingsError, with all that is missing, malformed or, in production, too weak."""
    variables = Variables(environ)
    http = _http(variables)
    settings = Settings(
        environment=variables.choice("HUSHROOM_ENV", Environment),
        log=_log(variables),
        http=http,
        database=_database(variables),
        matching=_matching(variables),
        redis=_redis(variables),
        stripe=_stripe(variables),
        livekit=_livekit(variables),
        smtp=_smtp(variables),
        push=_push(variables),
        tokens=token_settings(variables),
        passwords=_passwords(variables),
        sign_in_providers=sign_in_providers(variables, http),
        pictures=picture_settings(variables),
        rate_limits=_rate_limits(variables),
        quotas=_quotas(variables),
        requires_identity=variables.word("HUSHROOM_REQUIRE_IDENTITY", "on", "off") == "on",
        requires_admin_factor=requires_admin_factor(variables),
        moderation=_moderation(variables),
        information=information_settings(variables),
        phone_app=_phone_app(variables),
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
        has_pages=variables.word("HUSHROOM_WEB", "on", "off") == "on",
        polling=variables.word("HUSHROOM_POLLING", "on", "off") == "on",
        cors_origins=_websites(variables),
        payment_page=_payment_page(variables),
        cdn_url=cdn_url(variables),
        passkey_domain=_passkey_domain(variables),
    )


def _passkey_domain(variables: Variables) -> str:
    """Returns the domain of passkeys: the host of the public address, or a domain above it."""
    host = variables.address("HUSHROOM_PUBLIC_URL", "https", "http").hostname or ""
    domain = (variables.optional("HUSHROOM_PASSKEY_DOMAIN") or host).lower()
    if not is_within(host, domain) or (domain != host and "." not in domain):
        variables.refuse("HUSHROOM_PASSKEY_DOMAIN", f"must be {host or 'a domain'} or a domain above it.")
    return domain


def _payment_page(variables: Variables) -> str:
    """Returns the origin of Stripe's pages for payers; a local Stripe serves them itself."""
    if variables.optional("STRIPE_API_BASE") is None:
        return STRIPE_PAGES
    parts = urlsplit(variables.url("STRIPE_API_BASE", "https", "http"))
    return f"{parts.scheme}://{parts.netloc}"


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


def _matching(variables: Variables) -> MatchingSettings:
    return MatchingSettings(
        keeps_candidates=variables.word("HUSHROOM_CANDIDATES", "memory", "database") == "memory",
        check_seconds=variables.number("HUSHROOM_CANDIDATES_CHECK_SECONDS", 1, 86_400),
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
        identity_key=variables.optional("STRIPE_IDENTITY_KEY"),
    )


def _several(variables: Variables, name: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in variables.text(name).split(","))
    if not all(parts):
        variables.refuse(name, "holds an empty entry between its commas.")
    return parts


def _livekit(variables: Variables) -> LiveKitSettings:
    url = variables.url("LIVEKIT_URL", *LIVEKIT_SCHEMES)
    is_behind = variables.optional("LIVEKIT_PUBLIC_URL") is not None
    return LiveKitSettings(
        url=url,
        public_url=variables.url("LIVEKIT_PUBLIC_URL", *LIVEKIT_SCHEMES) if is_behind else url,
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


def _push(variables: Variables) -> PushSettings:
    key = variables.optional("HUSHROOM_VAPID_PRIVATE_KEY")
    if key is not None and VAPID_KEY.fullmatch(key) is None:
        variables.refuse("HUSHROOM_VAPID_PRIVATE_KEY", "must be a key from `hushroom push-key`.")
    contact = variables.optional("HUSHROOM_VAPID_CONTACT")
    if contact is not None and CONTACT.fullmatch(contact) is None:
        variables.refuse("HUSHROOM_VAPID_CONTACT", "must begin with mailto: or https:.")
    sender = parseaddr(variables.text("HUSHROOM_MAIL_FROM"))[1]
    return PushSettings(private_key=key, contact=contact or f"mailto:{sender}")


def _sender(variables: Variables) -> str:
    sender = variables.text("HUSHROOM_MAIL_FROM")
    if "@" not in parseaddr(sender)[1]:
        variables.refuse("HUSHROOM_MAIL_FROM", f"must be a mail address, with or without a name, not {sender!r}.")
    return sender


def _passwords(variables: Variables) -> PasswordSettings:
    return PasswordSettings(
        algorithm=variables.word("HUSHROOM_PASSWORD_HASH", "bcrypt", "argon2id"),
        rounds=variables.number("HUSHROOM_BCRYPT_ROUNDS", 4, 20),
        memory_kib=variables.number("HUSHROOM_ARGON_MEMORY_KIB", 64, 1_048_576),
        iterations=variables.number("HUSHROOM_ARGON_ITERATIONS", 1, 100),
        threads=variables.number("HUSHROOM_PASSWORD_THREADS", 1, 64),
        queue=variables.number("HUSHROOM_PASSWORD_QUEUE", 0, 10_000),
    )


def _rate_limits(variables: Variables) -> RateLimitSettings:
    return RateLimitSettings(
        enabled=variables.word("HUSHROOM_RATE_LIMITS", "on", "off") == "on",
        overall=variables.rate("HUSHROOM_RATE_LIMIT_OVERALL"),
        pages=variables.rate("HUSHROOM_RATE_LIMIT_PAGES"),
        readers=variables.rate("HUSHROOM_RATE_LIMIT_READERS"),
        avatars=variables.rate("HUSHROOM_RATE_LIMIT_AVATARS"),
        register=variables.rate("HUSHROOM_RATE_LIMIT_REGISTER"),
        login=variables.rate("HUSHROOM_RATE_LIMIT_LOGIN"),
        forgot_password=variables.rate("HUSHROOM_RATE_LIMIT_FORGOT_PASSWORD"),
        reset_password=variables.rate("HUSHROOM_RATE_LIMIT_RESET_PASSWORD"),
        password_strength=variables.rate("HUSHROOM_RATE_LIMIT_PASSWORD_STRENGTH"),
        providers=variables.rate("HUSHROOM_RATE_LIMIT_PROVIDERS"),
        passkey=variables.rate("HUSHROOM_RATE_LIMIT_PASSKEY"),
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
        avatars=_quota(variables, "AVATARS"),
        identity_checks=_quota(variables, "IDENTITY_CHECKS"),
        identity_links=_quota(variables, "IDENTITY_LINKS"),
        passkeys=_quota(variables, "PASSKEYS"),
        email_changes=_quota(variables, "EMAIL_CHANGES"),
        email_changes_to_mailbox=_quota(variables, "EMAIL_CHANGES_TO_MAILBOX"),
        factor_recoveries=_quota(variables, "FACTOR_RECOVERIES"),
        sockets=_quota(variables, "SOCKETS"),
        letters_an_hour=_quota(variables, "LETTERS_HOUR"),
        letters_a_day=_quota(variables, "LETTERS_DAY"),
    )
    return quotas if variables.word("HUSHROOM_QUOTAS", "on", "off") == "on" else NO_QUOTAS


def _quota(variables: Variables, name: str) -> int:
    return variables.number(f"HUSHROOM_QUOTA_{name}", 1, 1_000_000)


def _moderation(variables: Variables) -> ModerationSettings:
    return ModerationSettings(reports_count=variables.choice("HUSHROOM_REPORTS_COUNT", ReportsCount))


def _phone_app(variables: Variables) -> PhoneAppSettings:
    has_android = variables.optional("HUSHROOM_ANDROID_CERTIFICATES") is not None
    certificates = _several(variables, "HUSHROOM_ANDROID_CERTIFICATES") if has_android else ()
    if not all(FINGERPRINT.fullmatch(one) for one in certificates):
        variables.refuse("HUSHROOM_ANDROID_CERTIFICATES", "must hold SHA-256 fingerprints, AB:CD:... of 32 bytes.")
    team = variables.text("HUSHROOM_APPLE_TEAM")
    if team and APPLE_TEAM.fullmatch(team) is None:
        variables.refuse("HUSHROOM_APPLE_TEAM", "must be ten capital letters and digits.")
    return PhoneAppSettings(android_certificates=certificates, apple_team=team)


def _jobs(variables: Variables) -> JobSettings:
    return JobSettings(
        relay_lease_seconds=variables.number("HUSHROOM_RELAY_LEASE_SECONDS", 1, 3600),
        worker_threads=variables.number("HUSHROOM_WORKER_THREADS", 1, 256),
    )
