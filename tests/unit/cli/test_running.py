"""Commands without settings find the `hushroom dev` that runs in this folder."""

import json
from pathlib import Path

import pytest

from hushroom_adapters.local.endpoints import environment, read_endpoints
from hushroom_adapters.settings import read_settings

RUNNING = {
    "api": "http://127.0.0.1:8000",
    "docs": "http://127.0.0.1:8000/docs",
    "mailbox": None,
    "stripe": "http://127.0.0.1:8001",
    "livekit": "http://127.0.0.1:8002",
    "databaseUrl": "postgresql://hushroom:word@127.0.0.1:8003/hushroom",
    "redisUrl": "redis://:word@127.0.0.1:8004/0",
    "smtpUrl": "smtp://127.0.0.1:8005",
    "stripeSecretKey": "sk_test_x",
    "stripeWebhookSecret": "whsec_x",
    "livekitApiKey": "key",
    "livekitApiSecret": "secret",
    "tokenKeys": "dev:secret",
    "pids": {"API": 1},
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "endpoints.json").write_text(json.dumps(RUNNING))
    return tmp_path


def test_where_nothing_runs_there_are_no_endpoints_and_the_environment_is_the_given_one(tmp_path: Path) -> None:
    assert read_endpoints(tmp_path) == {}
    assert environment({"HUSHROOM_PORT": "1"}, tmp_path) == {"HUSHROOM_PORT": "1"}


def test_what_runs_here_is_enough_to_read_settings_from(data: Path) -> None:
    settings = read_settings(environment({}, data))
    assert settings.database.url == RUNNING["databaseUrl"]
    assert settings.stripe.api_base == RUNNING["stripe"]
    assert settings.tokens.keys[0].kid == "dev"


def test_what_is_set_wins(data: Path) -> None:
    assert environment({"STRIPE_API_BASE": "http://127.0.0.1:1"}, data)["STRIPE_API_BASE"] == "http://127.0.0.1:1"


def test_whoever_names_a_database_means_another_platform(data: Path) -> None:
    for name in ("DATABASE_URL", "DATABASE_URL_FILE"):
        assert environment({name: "x"}, data) == {name: "x"}


def test_a_stripe_of_ones_own_stays_stripe_itself(tmp_path: Path) -> None:
    (tmp_path / "endpoints.json").write_text(json.dumps({**RUNNING, "stripe": None}))
    assert read_settings(environment({}, tmp_path)).stripe.api_base is None
