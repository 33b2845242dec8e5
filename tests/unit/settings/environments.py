"""A complete environment of each kind, which tests modify."""

from hushroom_adapters.settings import VARIABLES

DEVELOPMENT = {
    "DATABASE_URL": "postgresql://ada:db-word@127.0.0.1:5432/hushroom",
    "REDIS_URL": "redis://:redis-word@127.0.0.1:6379/0",
    "STRIPE_SECRET_KEY": "sk_test_card-word",
    "STRIPE_WEBHOOK_SECRET": "whsec_hook-word",
    "LIVEKIT_URL": "http://127.0.0.1:7880",
    "LIVEKIT_API_KEY": "devkey",
    "LIVEKIT_API_SECRET": "room-word",
    "SMTP_URL": "smtp://ada:mail-word@127.0.0.1:1025",
    "HUSHROOM_TOKEN_KEYS": "k1:sign-word",
    "HUSHROOM_SEALING_KEYS": "s1:seal-word",
    "HUSHROOM_STORAGE_ACCESS_KEY": "storage-key",
    "HUSHROOM_STORAGE_SECRET_KEY": "storage-word",
    "STRIPE_IDENTITY_KEY": "rk_test_of_identity-word",
    "HUSHROOM_SIGN_IN_PROVIDERS": 'google = {client_id = "ours", client_secret = "google-word"}',
    "HUSHROOM_VAPID_PRIVATE_KEY": "k1x0Jq3mB8vYw2LrT6sZp9NcUe4HaGdF7iOyQb-word",
}
PRODUCTION = {
    "HUSHROOM_ENV": "production",
    "HUSHROOM_PUBLIC_URL": "https://api.hushroom.com",
    "DATABASE_URL": "postgresql://app:8f2Qw1zLpXc7@db.internal/hushroom",
    "REDIS_URL": "rediss://:7VbN3mKj9sHd@redis.internal:6379/0",
    "STRIPE_SECRET_KEY": "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
    "STRIPE_WEBHOOK_SECRET": "whsec_5d8f3a1c9b7e2460fa9c",
    "LIVEKIT_URL": "wss://rooms.hushroom.com",
    "LIVEKIT_API_KEY": "APIqz81",
    "LIVEKIT_API_SECRET": "q8ZkV3nT7yLw0XcB5mRj2Ds9Gh4FpA6u",
    "SMTP_URL": "smtps://app:Zk3vT7yLw0Xc@mail.hushroom.com",
    "HUSHROOM_TOKEN_KEYS": "2026b:J7kQ2vXz9LmW4nRb8TsY1cHd5FgP0aUe,2026a:mW4nRb8TsY1cHd5FgP0aUeJ7kQ2vXz9L",
    "HUSHROOM_SEALING_KEYS": "2026:b8TsY1cHd5FgP0aUeJ7kQ2vXz9LmW4nR",
}
REQUIRED = [variable.name for variable in VARIABLES if variable.default is None]
SECRETS = [variable.name for variable in VARIABLES if variable.secret]
EVERY = [variable.name for variable in VARIABLES]
