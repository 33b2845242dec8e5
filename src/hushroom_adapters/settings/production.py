"""The settings that a production system refuses to start with."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from hushroom_adapters.settings.errors import Problem
from hushroom_adapters.settings.values import Settings
from hushroom_domain.shared.quotas import NO_QUOTAS

SECRET_LENGTH = 32
DISTINCT_CHARACTERS = 10
LEAST_BCRYPT_ROUNDS = 12
LEAST_ARGON2_MEMORY_KIB, LEAST_ARGON2_ITERATIONS = 19_456, 2
"""The least that OWASP recommends for one lane."""
GIVEAWAYS = (
    "changeme",
    "change-me",
    "change_me",
    "secret",
    "password",
    "example",
    "hushroom",
    "devkey",
    "default",
)
LIVE_KEYS = ("sk_live_", "rk_live_")
LIVE_KEY_LENGTH = 24


def unsafe(settings: Settings) -> Iterator[Problem]:
    """Yields every setting that is too weak for production."""
    yield from _addresses(settings)
    yield from _stripe(settings)
    yield from _token_keys(settings)
    yield from _secret("LIVEKIT_API_SECRET", settings.livekit.api_secret)
    yield from _passwords_in_addresses(settings)
    if settings.passwords.rounds < LEAST_BCRYPT_ROUNDS:
        yield Problem("HUSHROOM_BCRYPT_ROUNDS", f"must be {LEAST_BCRYPT_ROUNDS} or more in production.")
    if settings.passwords.memory_kib < LEAST_ARGON2_MEMORY_KIB:
        yield Problem("HUSHROOM_ARGON_MEMORY_KIB", f"must be {LEAST_ARGON2_MEMORY_KIB} or more in production.")
    if settings.passwords.iterations < LEAST_ARGON2_ITERATIONS:
        yield Problem("HUSHROOM_ARGON_ITERATIONS", f"must be {LEAST_ARGON2_ITERATIONS} or more in production.")
    for provider in settings.sign_in_providers:
        if not (provider.issuer.startswith("https://") and provider.api.startswith("https://")):
            yield Problem("HUSHROOM_SIGN_IN_PROVIDERS", f"must have https:// for {provider.id} in production.")
    if not settings.rate_limits.enabled:
        yield Problem("HUSHROOM_RATE_LIMITS", "must be on in production.")
    if settings.quotas == NO_QUOTAS:
        yield Problem("HUSHROOM_QUOTAS", "must be on in production.")


def _addresses(settings: Settings) -> Iterator[Problem]:
    if not settings.http.public_url.startswith("https://"):
        yield Problem("HUSHROOM_PUBLIC_URL", "must begin with https:// in production.")
    elif not settings.http.web_url.startswith("https://"):
        yield Problem("HUSHROOM_WEB_URL", "must be unset or begin with https:// in production.")
    if settings.http.cdn_url and not settings.http.cdn_url.startswith("https://"):
        yield Problem("HUSHROOM_CDN_URL", "must be unset or begin with https:// in production.")


def _stripe(settings: Settings) -> Iterator[Problem]:
    stripe = settings.stripe
    if not stripe.secret_key.startswith(LIVE_KEYS) or len(stripe.secret_key) < LIVE_KEY_LENGTH:
        yield Problem("STRIPE_SECRET_KEY", "must be a live key (sk_live_... or rk_live_...) in production.")
    for secret in stripe.webhook_secrets:
        if not secret.startswith("whsec_") or len(secret) < LIVE_KEY_LENGTH:
            yield Problem("STRIPE_WEBHOOK_SECRET", "must be a full whsec_... secret in production.")
    if stripe.api_base is not None and not stripe.api_base.startswith("https://"):
        yield Problem("STRIPE_API_BASE", "must be unset or begin with https:// in production.")


def _token_keys(settings: Settings) -> Iterator[Problem]:
    tokens = settings.tokens
    for key in tokens.keys:
        yield from _secret("HUSHROOM_TOKEN_KEYS", key.secret)
    if {key.secret for key in tokens.sealing_keys} & {key.secret for key in tokens.keys}:
        # A token key is retired after minutes; a sealing key stays for as long as a secret needs it.
        yield Problem("HUSHROOM_SEALING_KEYS", "must hold keys of their own in production, none of the token keys.")
        return
    for key in tokens.sealing_keys:
        yield from _secret("HUSHROOM_SEALING_KEYS", key.secret)


def _secret(name: str, secret: str) -> Iterator[Problem]:
    if len(secret) < SECRET_LENGTH:
        yield Problem(name, f"holds a secret shorter than {SECRET_LENGTH} characters: too weak for production.")
    elif len(set(secret)) < DISTINCT_CHARACTERS or any(word in secret.lower() for word in GIVEAWAYS):
        yield Problem(name, "holds a secret that can be guessed: make a random one for production.")


def _passwords_in_addresses(settings: Settings) -> Iterator[Problem]:
    for name, password in (
        ("DATABASE_URL", urlsplit(settings.database.url).password),
        ("REDIS_URL", urlsplit(settings.redis.url).password),
        ("SMTP_URL", settings.smtp.password),
    ):
        if password is not None and (password.lower() in {*GIVEAWAYS, "postgres", "redis", "root", "admin", ""}):
            yield Problem(name, "holds a password that can be guessed: make a random one for production.")
