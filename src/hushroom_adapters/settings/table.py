"""The variables that the program reads, as data: the reader, the documents and their tests share it."""

from attrs import frozen

SECRETS = frozenset(
    {
        "DATABASE_URL",
        "REDIS_URL",
        "STRIPE_SECRET_KEY",
        "STRIPE_WEBHOOK_SECRET",
        "LIVEKIT_API_SECRET",
        "SMTP_URL",
        "HUSHROOM_TOKEN_KEYS",
    }
)


@frozen
class Variable:
    """One variable. A default of None means required; an empty default means that unset is a valid choice."""

    name: str
    default: str | None
    meaning: str
    group: str
    secret: bool = False


def _group(title: str, *rows: tuple[str, str | None, str]) -> tuple[Variable, ...]:
    return tuple(
        Variable(name=name, default=default, meaning=meaning, group=title, secret=name in SECRETS)
        for name, default, meaning in rows
    )


VARIABLES: tuple[Variable, ...] = (
    *_group(
        "Process",
        ("HUSHROOM_ENV", "development", "development or production; production refuses weak secrets"),
        ("HUSHROOM_LOG_LEVEL", "info", "debug, info, warning or error"),
        ("HUSHROOM_LOG_FORMAT", "json", "json (one object a line) or console (for eyes)"),
    ),
    *_group(
        "HTTP",
        ("HUSHROOM_PUBLIC_URL", "http://127.0.0.1:8000", "where people reach the API; https in production"),
        ("HUSHROOM_WEB_URL", "", "the website that links in emails lead to; unset means pages of the API's own"),
        ("HUSHROOM_HOST", "127.0.0.1", "the address that the API listens on"),
        ("HUSHROOM_PORT", "8000", "the port that the API listens on"),
        ("HUSHROOM_TRUSTED_PROXIES", "0", "how many proxies stand in front and set X-Forwarded-For"),
        (
            "HUSHROOM_CORS_ORIGINS",
            "*",
            "websites whose scripts may use the API, https://a.example,https://b.example, or *",
        ),
        ("HUSHROOM_POLLING", "on", "on or off; off for several web processes: realtime then needs websockets"),
    ),
    *_group(
        "PostgreSQL",
        ("DATABASE_URL", None, "postgresql://user:password@host:port/database, PostgreSQL 15 or later"),
        ("HUSHROOM_DATABASE_POOL", "10", "connections that one process holds at most"),
    ),
    *_group(
        "Redis",
        ("REDIS_URL", None, "redis://user:password@host:port/0 or rediss://; Redis 7 or Valkey"),
    ),
    *_group(
        "Stripe",
        ("STRIPE_SECRET_KEY", None, "the secret key, sk_live_... or rk_live_... in production"),
        ("STRIPE_WEBHOOK_SECRET", None, "whsec_...; several separated by commas while one is replaced"),
        ("STRIPE_API_BASE", "", "the address of Stripe's API; unset means Stripe itself"),
    ),
    *_group(
        "LiveKit",
        ("LIVEKIT_URL", None, "the LiveKit server, https://host or wss://host"),
        ("LIVEKIT_API_KEY", None, "the API key's name"),
        ("LIVEKIT_API_SECRET", None, "the API key's secret, 32 characters or more in production"),
    ),
    *_group(
        "Mail",
        ("SMTP_URL", None, "smtp://user:password@host:587 (STARTTLS where offered) or smtps://host:465"),
        ("HUSHROOM_MAIL_FROM", "Hushroom <hello@hushroom.com>", "the sender of every mail"),
    ),
    *_group(
        "Tokens and passwords",
        ("HUSHROOM_TOKEN_KEYS", None, "kid:secret,kid2:secret2; the first signs access tokens, all verify"),
        ("HUSHROOM_BCRYPT_ROUNDS", "12", "the cost of a password hash; 12 or more in production"),
        ("HUSHROOM_PASSWORD_THREADS", "2", "password hashes computed at the same time in one process"),
        ("HUSHROOM_PASSWORD_QUEUE", "16", "password hashes that may wait before sign-in answers 503"),
    ),
    *_group(
        "Rate limits",
        ("HUSHROOM_RATE_LIMITS", "on", "on or off; off is for load tests and refused in production"),
        ("HUSHROOM_RATE_LIMIT_OVERALL", "60/minute", "requests of one client"),
        ("HUSHROOM_RATE_LIMIT_REGISTER", "5/minute", "POST /auth/register"),
        ("HUSHROOM_RATE_LIMIT_LOGIN", "10/minute", "POST /auth/login"),
        ("HUSHROOM_RATE_LIMIT_FORGOT_PASSWORD", "3/minute", "POST /auth/forgot-password"),
        ("HUSHROOM_RATE_LIMIT_RESET_PASSWORD", "5/minute", "POST /auth/reset-password"),
        ("HUSHROOM_RATE_LIMIT_PAYMENTS_AUTHORIZE", "10/minute", "POST /payments/authorize"),
        ("HUSHROOM_RATE_LIMIT_PAYMENTS_REFUND", "10/minute", "POST /payments/{id}/refund"),
        ("HUSHROOM_RATE_LIMIT_WEBHOOKS", "60/minute", "notices of providers that are not signed by them"),
        (
            "HUSHROOM_RATE_LIMIT_PASSWORDS",
            "10/hour",
            "wrong passwords for one account, from all strange addresses",
        ),
        (
            "HUSHROOM_RATE_LIMIT_RESET_MAILS",
            "10/hour",
            "reset links for one mail address; more are not sent",
        ),
    ),
    *_group(
        "Quotas",
        ("HUSHROOM_QUOTAS", "on", "on or off; off is for load tests and refused in production"),
        ("HUSHROOM_QUOTA_OPEN_SESSIONS", "20", "sessions of one person that wait for a match at the same time"),
        ("HUSHROOM_QUOTA_SESSIONS", "200", "sessions that one person books in a day (UTC)"),
        ("HUSHROOM_QUOTA_REPORTS", "30", "reports that one person files in a day"),
        ("HUSHROOM_QUOTA_EXPORTS", "3", "exports of their data that one person asks for in a day"),
        ("HUSHROOM_QUOTA_BLOCKS", "100", "blocks that one companion makes in a day"),
        ("HUSHROOM_QUOTA_SOCKETS", "10", "realtime connections of one person at the same time, over all processes"),
        ("HUSHROOM_QUOTA_LETTERS_HOUR", "3", "emails of one kind to one person in an hour; more are dropped"),
        ("HUSHROOM_QUOTA_LETTERS_DAY", "10", "emails of one kind to one person in a day; more are dropped"),
    ),
    *_group(
        "Moderation",
        (
            "HUSHROOM_REPORTS_COUNT",
            "met",
            "whose reports put somebody on hold: met (who shared a session with them that was paid for) or anyone",
        ),
    ),
    *_group(
        "Jobs",
        (
            "HUSHROOM_RELAY_LEASE_SECONDS",
            "15",
            "how long a published effect may take before it is published again",
        ),
        (
            "HUSHROOM_WORKER_THREADS",
            "16",
            "effects that one worker handles at the same time, at least one of each lane",
        ),
    ),
)

BY_NAME = {variable.name: variable for variable in VARIABLES}
