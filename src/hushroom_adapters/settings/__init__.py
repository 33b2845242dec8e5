"""One frozen settings value, read once from environment variables and *_FILE secrets."""

from hushroom_adapters.settings.errors import Problem, SettingsError
from hushroom_adapters.settings.reading import database_settings, read_settings
from hushroom_adapters.settings.table import VARIABLES, Variable
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

__all__ = [
    "VARIABLES",
    "DatabaseSettings",
    "Environment",
    "HttpSettings",
    "JobSettings",
    "LiveKitSettings",
    "LogFormat",
    "LogSettings",
    "ModerationSettings",
    "PasswordSettings",
    "Problem",
    "RateLimitSettings",
    "RedisSettings",
    "Settings",
    "SettingsError",
    "SmtpSettings",
    "StripeSettings",
    "TokenKey",
    "TokenSettings",
    "Variable",
    "database_settings",
    "read_settings",
]
