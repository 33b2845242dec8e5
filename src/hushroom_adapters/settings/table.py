"""The variables that the program reads, as data: the reader, the documents and their tests share it."""

from attrs import frozen

SECRETS = frozenset(
    {
        "DATABASE_URL",
        "REDIS_URL",
        "STRIPE_SECRET_KEY",
        "STRIPE_WEBHOOK_SECRET",
        "STRIPE_IDENTITY_KEY",
        "LIVEKIT_API_SECRET",
        "SMTP_URL",
        "HUSHROOM_STORAGE_SECRET_KEY",
        "HUSHROOM_SIGN_IN_PROVIDERS",
        "HUSHROOM_TOKEN_KEYS",
        "HUSHROOM_SEALING_KEYS",
        "HUSHROOM_VAPID_PRIVATE_KEY",
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
        (
            "HUSHROOM_PUBLIC_URL",
            "http://localhost:8000",
            "the address of the web app and the API; https, but for http://localhost and the like",
        ),
        (
            "HUSHROOM_WEB_URL",
            "",
            "another website that links in emails lead to; unset means the own web app",
        ),
        (
            "HUSHROOM_WEB",
            "on",
            "on or off; off serves the API without the web app, but for links in emails",
        ),
        (
            "HUSHROOM_PASSKEY_DOMAIN",
            "",
            "the domain of passkeys: the host of HUSHROOM_PUBLIC_URL or a domain above it; unset means that host",
        ),
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
        (
            "STRIPE_IDENTITY_KEY",
            "",
            "the restricted key that may read a verified date of birth; unset means STRIPE_SECRET_KEY",
        ),
        ("STRIPE_API_BASE", "", "the address of Stripe's API and of its page for payers; unset means Stripe itself"),
    ),
    *_group(
        "LiveKit",
        ("LIVEKIT_URL", None, "the LiveKit server, https://host or wss://host"),
        ("LIVEKIT_PUBLIC_URL", "", "where browsers reach it, https://host or wss://host; unset means LIVEKIT_URL"),
        ("LIVEKIT_API_KEY", None, "the API key's name"),
        ("LIVEKIT_API_SECRET", None, "the API key's secret, 32 characters or more in production"),
    ),
    *_group(
        "Mail",
        ("SMTP_URL", None, "smtp://user:password@host:587 (STARTTLS where offered) or smtps://host:465"),
        ("HUSHROOM_MAIL_FROM", "Hushroom <hello@hushroom.com>", "the sender of every mail"),
    ),
    *_group(
        "Push messages",
        (
            "HUSHROOM_VAPID_PRIVATE_KEY",
            "",
            "the key that signs push messages (VAPID), from `hushroom push-key`; unset means none are offered",
        ),
        (
            "HUSHROOM_VAPID_CONTACT",
            "",
            "whom push services may write to, mailto: or https:; unset means the sender of mail",
        ),
    ),
    *_group(
        "Tokens and passwords",
        ("HUSHROOM_TOKEN_KEYS", None, "kid:secret,kid2:secret2; the first signs access tokens, all verify"),
        (
            "HUSHROOM_SEALING_KEYS",
            "",
            "kid:secret,kid2:secret2; the first seals secrets of authenticator apps, all open; production needs it",
        ),
        (
            "HUSHROOM_PASSWORD_HASH",
            "bcrypt",
            "bcrypt or argon2id: how new passwords are hashed; old hashes still count, and are replaced at a sign-in",
        ),
        (
            "HUSHROOM_BCRYPT_ROUNDS",
            "12",
            "the cost of a password hash; 12 or more in production",
        ),
        (
            "HUSHROOM_ARGON_MEMORY_KIB",
            "19456",
            "the memory of a hash by argon2id in KiB; 19456 or more in production",
        ),
        (
            "HUSHROOM_ARGON_ITERATIONS",
            "2",
            "the passes of a hash by argon2id; 2 or more in production",
        ),
        ("HUSHROOM_PASSWORD_THREADS", "2", "password hashes computed at the same time in one process"),
        ("HUSHROOM_PASSWORD_QUEUE", "16", "password hashes that may wait before sign-in answers 503"),
    ),
    *_group(
        "Pictures",
        (
            "HUSHROOM_STORAGE",
            ".hushroom/storage",
            "where pictures of people are kept: a folder that all processes share, or s3://bucket/prefix",
        ),
        ("HUSHROOM_STORAGE_ENDPOINT", "", "the address of a service that speaks S3; unset means Amazon's"),
        ("HUSHROOM_STORAGE_REGION", "us-east-1", "the region of the bucket"),
        ("HUSHROOM_STORAGE_ACCESS_KEY", "", "the key's name; unset means that the service knows the machine"),
        ("HUSHROOM_STORAGE_SECRET_KEY", "", "the key's secret"),
        ("HUSHROOM_CDN_URL", "", "the origin from which browsers load pictures of people; unset means this server"),
        ("HUSHROOM_OUTSIDE_AVATARS", "on", "on or off; off refuses pictures on other websites as avatarUrl"),
        ("HUSHROOM_PICTURE_PROCESSES", "1", "pictures that one web process reads at the same time, each up to 1 GB"),
        ("HUSHROOM_PICTURE_QUEUE", "8", "pictures that may wait before sending one answers 503"),
    ),
    *_group(
        "Rate limits",
        ("HUSHROOM_RATE_LIMITS", "on", "on or off; off is for load tests and refused in production"),
        ("HUSHROOM_RATE_LIMIT_OVERALL", "60/minute", "requests of one client to the API, and forms of one stranger"),
        ("HUSHROOM_RATE_LIMIT_PAGES", "600/minute", "pages and forms of one address, which many readers may share"),
        ("HUSHROOM_RATE_LIMIT_READERS", "120/minute", "pages and forms of one account"),
        ("HUSHROOM_RATE_LIMIT_AVATARS", "3000/minute", "pictures of people that one address asks for"),
        ("HUSHROOM_RATE_LIMIT_REGISTER", "5/minute", "POST /auth/register"),
        ("HUSHROOM_RATE_LIMIT_LOGIN", "10/minute", "POST /auth/login and POST /auth/reactivate"),
        ("HUSHROOM_RATE_LIMIT_FORGOT_PASSWORD", "3/minute", "POST /auth/forgot-password"),
        (
            "HUSHROOM_RATE_LIMIT_RESET_PASSWORD",
            "5/minute",
            "POST /auth/reset-password, reactivate/link, confirm-email-change and undo-email-change",
        ),
        ("HUSHROOM_RATE_LIMIT_PASSWORD_STRENGTH", "30/minute", "POST /auth/password-strength"),
        ("HUSHROOM_RATE_LIMIT_PROVIDERS", "20/minute", "sign-ins by providers that one client begins or finishes"),
        ("HUSHROOM_RATE_LIMIT_PASSKEY", "30/minute", "POST /auth/passkey/begin"),
        ("HUSHROOM_RATE_LIMIT_PAYMENTS_AUTHORIZE", "10/minute", "POST /payments/authorize"),
        ("HUSHROOM_RATE_LIMIT_PAYMENTS_REFUND", "10/minute", "POST /payments/{id}/refund"),
        ("HUSHROOM_RATE_LIMIT_WEBHOOKS", "60/minute", "notices of providers that are not signed by them"),
        (
            "HUSHROOM_RATE_LIMIT_PASSWORDS",
            "10/hour",
            "wrong passwords for one account, from all unknown devices together; each known one has as many",
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
        (
            "HUSHROOM_QUOTA_AVATARS",
            "30",
            "pictures that one person sends in a day, refused ones included",
        ),
        ("HUSHROOM_QUOTA_IDENTITY_CHECKS", "5", "verifications of identity that one person begins in a day"),
        ("HUSHROOM_QUOTA_IDENTITY_LINKS", "20", "attempts of one person to add an identity of a provider in a day"),
        ("HUSHROOM_QUOTA_PASSKEYS", "30", "registrations of a passkey that one person begins in a day"),
        ("HUSHROOM_QUOTA_EMAIL_CHANGES", "5", "changes of their address that one person asks for in a day"),
        (
            "HUSHROOM_QUOTA_EMAIL_CHANGES_TO_MAILBOX",
            "5",
            "changes to one address that all people together ask for in 24 hours",
        ),
        ("HUSHROOM_QUOTA_FACTOR_RECOVERIES", "3", "requests of one person in a day to sign in without lost factors"),
        ("HUSHROOM_QUOTA_SOCKETS", "10", "realtime connections of one person at the same time, over all processes"),
        ("HUSHROOM_QUOTA_LETTERS_HOUR", "3", "emails of one kind to one person in an hour; more are dropped"),
        ("HUSHROOM_QUOTA_LETTERS_DAY", "10", "emails of one kind to one person in a day; more are dropped"),
    ),
    *_group(
        "Matching",
        (
            "HUSHROOM_CANDIDATES",
            "memory",
            "memory or database; a web process scores all companions in its memory, or 1,000 in the database",
        ),
        (
            "HUSHROOM_CANDIDATES_CHECK_SECONDS",
            "300",
            "time between two comparisons of the candidates in memory with the table of companions",
        ),
    ),
    *_group(
        "Identity",
        (
            "HUSHROOM_SIGN_IN_PROVIDERS",
            "",
            "the providers by which people sign in, as TOML; unset means passwords alone",
        ),
        ("HUSHROOM_REQUIRE_IDENTITY", "off", "on: companions are approved only with a verified identity"),
        (
            "HUSHROOM_REQUIRE_ADMIN_FACTOR",
            "",
            "on or off; on: administrators must have a second factor; unset means on in production alone",
        ),
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
        "Information",
        ("HUSHROOM_OPERATOR_NAME", "", "who runs this installation, as the legal pages name them"),
        ("HUSHROOM_OPERATOR_ADDRESS", "", "the postal address of the operator, on one line"),
        ("HUSHROOM_OPERATOR_CONTACT", "", "the mail address or telephone number for questions about data and safety"),
        ("HUSHROOM_OPERATOR_LAW", "", "the law that the terms follow and its courts, such as: France, Paris"),
        ("HUSHROOM_LEGAL_TEXTS", "", "a folder with legal pages of your own, such as en/terms.md; unset means ours"),
        ("HUSHROOM_CRISIS_LINES", "", "a TOML file with emergency numbers and crisis lines; unset means the own list"),
    ),
    *_group(
        "Phone app",
        (
            "HUSHROOM_ANDROID_CERTIFICATES",
            "",
            "SHA-256 fingerprints AB:CD:... of the certificates that sign the Android app, separated by commas",
        ),
        ("HUSHROOM_APPLE_TEAM", "", "the id of the team that signs the iOS app; unset means that links open pages"),
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
