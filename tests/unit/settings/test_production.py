"""Settings with which production refuses to start."""

import pytest

from hushroom_adapters.settings import SettingsError, read_settings
from tests.unit.settings.environments import DEVELOPMENT

RANDOM = "q8ZkV3nT7yLw0XcB5mRj2Ds9Gh4FpA6u"


def test_strong_secrets_are_accepted(production: dict[str, str]) -> None:
    assert read_settings(production).is_production


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUSHROOM_PUBLIC_URL", "http://api.hushroom.com"),
        ("HUSHROOM_WEB_URL", "http://hushroom.com"),
        ("STRIPE_SECRET_KEY", "sk_test_4eC39HqLyjWDarjtT1zdp7dc"),
        ("STRIPE_SECRET_KEY", "rk_test_4eC39HqLyjWDarjtT1zdp7dc"),
        ("STRIPE_SECRET_KEY", "sk_live_x"),
        ("STRIPE_WEBHOOK_SECRET", "whsec_x"),
        ("STRIPE_WEBHOOK_SECRET", "whsec_5d8f3a1c9b7e2460fa9c,whsec_x"),
        ("STRIPE_API_BASE", "http://127.0.0.1:9000"),
        ("LIVEKIT_API_SECRET", "devsecret"),
        ("LIVEKIT_API_SECRET", "a" * 40),
        ("LIVEKIT_API_SECRET", "changeme" + RANDOM),
        ("HUSHROOM_SEALING_KEYS", ""),
        ("HUSHROOM_SEALING_KEYS", "k1:short"),
        ("HUSHROOM_SEALING_KEYS", "s:J7kQ2vXz9LmW4nRb8TsY1cHd5FgP0aUe"),
        ("HUSHROOM_TOKEN_KEYS", "k1:short"),
        ("HUSHROOM_TOKEN_KEYS", f"k1:{RANDOM},k2:short"),
        ("HUSHROOM_TOKEN_KEYS", "k1:" + "0123456789" * 4 + "-secret"),
        ("DATABASE_URL", "postgresql://postgres:postgres@db.internal/hushroom"),
        ("DATABASE_URL", "postgresql://app:@db.internal/hushroom"),
        ("REDIS_URL", "redis://:password@redis.internal/0"),
        ("SMTP_URL", "smtps://app:changeme@mail.hushroom.com"),
        ("HUSHROOM_BCRYPT_ROUNDS", "11"),
        ("HUSHROOM_ARGON_MEMORY_KIB", "19455"),
        ("HUSHROOM_ARGON_ITERATIONS", "1"),
        ("HUSHROOM_RATE_LIMITS", "off"),
        ("HUSHROOM_QUOTAS", "off"),
    ],
)
def test_what_is_weak_is_refused_in_one_sentence_and_fine_in_development(
    production: dict[str, str], name: str, value: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({**production, name: value})
    assert [problem.variable for problem in caught.value.problems] == [name]
    assert str(caught.value).endswith(".")
    assert RANDOM not in str(caught.value)
    read_settings({**DEVELOPMENT, name: value})


def test_a_restricted_live_key_will_do(production: dict[str, str]) -> None:
    read_settings({**production, "STRIPE_SECRET_KEY": "rk_live_4eC39HqLyjWDarjtT1zdp7dc"})


def test_all_that_is_weak_is_told_at_once(production: dict[str, str]) -> None:
    weak = {"HUSHROOM_PUBLIC_URL": "http://api.hushroom.com", "LIVEKIT_API_SECRET": "short"}
    weak |= {"HUSHROOM_RATE_LIMITS": "off", "STRIPE_SECRET_KEY": "sk_test_x"}
    with pytest.raises(SettingsError) as caught:
        read_settings({**production, **weak})
    assert {problem.variable for problem in caught.value.problems} == weak.keys()
