"""The frozen values of a configuration; no repr of them shows a secret."""

from enum import StrEnum
from functools import cached_property
from urllib.parse import urlsplit

from attrs import Factory, field, frozen

from hushroom_adapters.settings.crisis_lines import CrisisLines, crisis_lines_of_release
from hushroom_adapters.settings.legal_texts import LegalText
from hushroom_adapters.settings.websites import STRIPE_PAGES, is_loopback, relying_party
from hushroom_domain.identity.model import RelyingParty
from hushroom_domain.identity.rules.avatar_addresses import AvatarAddresses
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

    `has_pages` is False where this server has no web app. `polling` is False where a client's next request may reach
    another process. Scripts of the websites in `cors_origins` may read responses; `*` is every website. `payment_page`
    is the origin of the page to which forms lead that pay. `cdn_url` is the origin from which browsers load the
    pictures of people; empty where this server serves them. `passkey_domain` is the host of `public_url`, or above it.
    """

    public_url: str
    host: str
    port: int
    trusted_proxies: int
    has_pages: bool = True
    polling: bool = True
    cors_origins: tuple[str, ...] = ("*",)
    payment_page: str = STRIPE_PAGES
    cdn_url: str = ""
    web_url: str = field(default=Factory(lambda self: self.public_url, takes_self=True))
    passkey_domain: str = field(default=Factory(lambda self: self.public_name, takes_self=True))

    @cached_property
    def avatar_addresses(self) -> AvatarAddresses:
        """Returns the addresses of the pictures of people."""
        return AvatarAddresses(self.public_url, self.cdn_url)

    @cached_property
    def relying_party(self) -> RelyingParty:
        """Returns this platform as authenticators know it; a website outside of the domain cannot use its passkeys."""
        return relying_party(self.passkey_domain, self.public_url, self.web_url)

    @cached_property
    def is_plain_on_this_machine(self) -> bool:
        """Returns whether browsers reach the server without https, and only from its own machine."""
        return urlsplit(self.public_url).scheme == "http" and is_loopback(self.public_name)

    @cached_property
    def public_name(self) -> str:
        """Returns the name of the host in the public URL."""
        return urlsplit(self.public_url).hostname or ""


@frozen(kw_only=True)
class DatabaseSettings:
    url: str = field(repr=False)
    pool_size: int


@frozen(kw_only=True)
class MatchingSettings:
    """Matching. `check_seconds` is the time between two comparisons of the candidates in memory with the table."""

    keeps_candidates: bool
    check_seconds: int


@frozen(kw_only=True)
class RedisSettings:
    url: str = field(repr=False)


@frozen(kw_only=True)
class StripeSettings:
    """Stripe. `api_base` None is Stripe itself; any of `webhook_secrets` may have signed a notice."""

    secret_key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(repr=False)
    api_base: str | None
    identity_key: str | None = field(default=None, repr=False)
    """The restricted key that may read a verified date of birth; None means the secret key."""


@frozen(kw_only=True)
class LiveKitSettings:
    """LiveKit. We reach it at `url`, the clients of the people at `public_url`."""

    url: str
    public_url: str
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
class PushSettings:
    """Push messages. `private_key` is 32 bytes in the URL's base64; None means that none are offered."""

    private_key: str | None = field(repr=False)
    contact: str


@frozen(kw_only=True)
class TokenKey:
    kid: str
    secret: str = field(repr=False)


@frozen(kw_only=True)
class TokenSettings:
    """The keys of access tokens and of sealed secrets: the first one signs or seals, every one verifies or opens."""

    keys: tuple[TokenKey, ...]
    sealing_keys: tuple[TokenKey, ...]


@frozen(kw_only=True)
class PasswordSettings:
    algorithm: str
    rounds: int
    memory_kib: int
    iterations: int
    threads: int
    queue: int


@frozen(kw_only=True)
class StorageSettings:
    """The storage of pictures: a folder, or the part `prefix` of a `bucket` that a service keeps.

    `endpoint` None is Amazon's service; without keys the service knows the machine.
    """

    folder: str
    bucket: str | None = None
    prefix: str = ""
    endpoint: str | None = None
    region: str = "us-east-1"
    access_key: str | None = None
    secret_key: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class PictureSettings:
    """The pictures that people send. `takes_outside` False refuses addresses of pictures on other websites."""

    processes: int
    queue: int
    takes_outside: bool
    storage: StorageSettings


class ProviderKind(StrEnum):
    """The protocol of a provider of sign-ins."""

    OIDC = "oidc"
    GITHUB = "github"
    APPLE = "apple"


@frozen(kw_only=True)
class ProviderSettings:
    """The registration of this platform at a provider of sign-ins. The key is Apple's, which has no client secret."""

    id: str
    name: str
    kind: ProviderKind
    issuer: str
    api: str
    client_id: str
    client_secret: str = field(repr=False)
    team: str
    key_id: str
    private_key: str = field(repr=False)


@frozen(kw_only=True)
class RateLimitSettings:
    """The rate limits, such as "60/minute"; `enabled` False switches all of them off."""

    enabled: bool
    overall: str
    pages: str
    readers: str
    avatars: str
    register: str
    login: str
    forgot_password: str
    reset_password: str
    password_strength: str
    providers: str
    passkey: str
    payments_authorize: str
    payments_refund: str
    webhooks: str
    passwords: str
    reset_mails: str


@frozen(kw_only=True)
class ModerationSettings:
    reports_count: ReportsCount


@frozen(kw_only=True)
class InformationSettings:
    """The facts about the operator on the legal pages, each empty if it is not set; own texts, crisis lines."""

    operator_name: str = ""
    operator_address: str = ""
    operator_contact: str = ""
    operator_law: str = ""
    legal_texts: tuple[LegalText, ...] = ()
    crisis_lines: CrisisLines = Factory(crisis_lines_of_release)


@frozen(kw_only=True)
class PhoneAppSettings:
    """The apps in the stores that links of the pages may open in; each is empty where there is none."""

    android_certificates: tuple[str, ...] = ()
    apple_team: str = ""


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
    matching: MatchingSettings
    redis: RedisSettings
    stripe: StripeSettings
    livekit: LiveKitSettings
    smtp: SmtpSettings
    push: PushSettings
    tokens: TokenSettings
    passwords: PasswordSettings
    sign_in_providers: tuple[ProviderSettings, ...]
    pictures: PictureSettings
    rate_limits: RateLimitSettings
    quotas: Quotas
    requires_identity: bool
    """True when companions are approved only with a verified identity."""
    requires_admin_factor: bool
    """True when administrators must have a second factor."""
    moderation: ModerationSettings
    information: InformationSettings
    phone_app: PhoneAppSettings
    jobs: JobSettings

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION
