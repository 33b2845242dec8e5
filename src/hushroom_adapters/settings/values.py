"""The frozen values of a configuration; no repr of them shows a secret."""

from enum import StrEnum

from attrs import Factory, field, frozen

from hushroom_domain.moderation.policy import ReportsCount
from hushroom_domain.shared.quotas import Quotas


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    JSON = "json"
    CONSOLE = "console"


@frozen(kw_only=True)
class LogSettings:
    level: str
    format: LogFormat


@frozen(kw_only=True)
class HttpSettings:
    """The web server. `public_url` and `web_url` end without a slash; `trusted_proxies` counts the trusted hops.

    `polling` is False where a client's next request may reach another process. Scripts of the websites in
    `cors_origins` may read responses; `*` is every website.
    """

    public_url: str
    host: str
    port: int
    trusted_proxies: int
    polling: bool = True
    cors_origins: tuple[str, ...] = ("*",)
    web_url: str = field(default=Factory(lambda self: self.public_url, takes_self=True))


@frozen(kw_only=True)
class DatabaseSettings:
    url: str = field(repr=False)
    pool_size: int


@frozen(kw_only=True)
class RedisSettings:
    url: str = field(repr=False)


@frozen(kw_only=True)
class StripeSettings:
    """Stripe. `api_base` None is Stripe itself; any of `webhook_secrets` may have signed a notice."""

    secret_key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(repr=False)
    api_base: str | None


@frozen(kw_only=True)
class LiveKitSettings:
    url: str
    api_key: str
    api_secret: str = field(repr=False)


@frozen(kw_only=True)
class SmtpSettings:
    """The mail server. `implicit_tls` is smtps; otherwise STARTTLS is used where the server offers it."""

    host: str
    port: int
    username: str | None
    password: str | None = field(repr=False)
    implicit_tls: bool
    sender: str


@frozen(kw_only=True)
class TokenKey:
    kid: str
    secret: str = field(repr=False)


@frozen(kw_only=True)
class TokenSettings:
    """The keys of access tokens: the first key signs, every key verifies."""

    keys: tuple[TokenKey, ...]


@frozen(kw_only=True)
class PasswordSettings:
    rounds: int
    threads: int
    queue: int


@frozen(kw_only=True)
class RateLimitSettings:
    """The rate limits, such as "60/minute"; `enabled` False switches all of them off."""

    enabled: bool
    overall: str
    register: str
    login: str
    forgot_password: str
    reset_password: str
    payments_authorize: str
    payments_refund: str
    webhooks: str
    passwords: str
    reset_mails: str


@frozen(kw_only=True)
class ModerationSettings:
    reports_count: ReportsCount


@frozen(kw_only=True)
class JobSettings:
    relay_lease_seconds: int
    worker_threads: int


@frozen(kw_only=True)
class Settings:
    environment: Environment
    log: LogSettings
    http: HttpSettings
    database: DatabaseSettings
    redis: RedisSettings
    stripe: StripeSettings
    livekit: LiveKitSettings
    smtp: SmtpSettings
    tokens: TokenSettings
    passwords: PasswordSettings
    rate_limits: RateLimitSettings
    quotas: Quotas
    moderation: ModerationSettings
    jobs: JobSettings

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION
