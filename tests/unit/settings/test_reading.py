"""Reading settings: one frozen value, or one sentence that names the wrong variable."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.settings import (
    Environment,
    LogFormat,
    Problem,
    SettingsError,
    TokenKey,
    database_settings,
    read_settings,
)
from tests.unit.settings.environments import DEVELOPMENT, EVERY, REQUIRED, SECRETS


def refused(environ: Mapping[str, str]) -> tuple[Problem, ...]:
    with pytest.raises(SettingsError) as caught:
        read_settings(environ)
    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
    return caught.value.problems


def refusal(environ: Mapping[str, str]) -> Problem:
    """Returns the only problem of an environment."""
    (problem,) = refused(environ)
    return problem


def test_the_required_variables_are_enough_for_development(development: dict[str, str]) -> None:
    settings = read_settings(development)
    assert settings.environment is Environment.DEVELOPMENT
    assert not settings.is_production
    assert settings.database.url == development["DATABASE_URL"]
    assert settings.stripe.api_base is None
    assert settings.stripe.webhook_secrets == ("whsec_hook-word",)
    assert settings.tokens.keys == (TokenKey(kid="k1", secret="sign-word"),)
    assert (settings.http.host, settings.http.port) == ("127.0.0.1", 8000)
    assert settings.log.format is LogFormat.JSON
    assert settings.jobs.relay_lease_seconds == 15


def test_any_website_may_use_the_api_unless_some_are_named(development: dict[str, str]) -> None:
    assert read_settings(development).http.cors_origins == ("*",)
    named = {**development, "HUSHROOM_CORS_ORIGINS": "https://App.hushroom.com, http://localhost:3000"}
    assert read_settings(named).http.cors_origins == ("https://app.hushroom.com", "http://localhost:3000")


def test_the_limits_of_the_first_version_are_the_defaults(development: dict[str, str]) -> None:
    limits = read_settings(development).rate_limits
    assert attrs.asdict(limits) == {
        "enabled": True,
        "overall": "60/minute",
        "pages": "600/minute",
        "readers": "120/minute",
        "avatars": "3000/minute",
        "register": "5/minute",
        "login": "10/minute",
        "forgot_password": "3/minute",
        "reset_password": "5/minute",
        "password_strength": "30/minute",
        "providers": "20/minute",
        "passkey": "30/minute",
        "payments_authorize": "10/minute",
        "payments_refund": "10/minute",
        "webhooks": "60/minute",
        "passwords": "10/hour",
        "reset_mails": "10/hour",
    }


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("emptied", [False, True])
def test_a_missing_or_empty_variable_is_named_in_one_sentence(
    development: dict[str, str], name: str, emptied: bool
) -> None:
    development.pop(name)
    error = refusal({**development, name: "  "} if emptied else development)
    assert error.variable == name
    assert str(error).startswith(f"{name} is not set")
    assert str(error).count("\n") == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUSHROOM_ENV", "staging"),
        ("HUSHROOM_LOG_LEVEL", "loud"),
        ("HUSHROOM_LOG_FORMAT", "xml"),
        ("HUSHROOM_PUBLIC_URL", "hushroom.com"),
        ("HUSHROOM_PUBLIC_URL", "https://[half"),
        ("HUSHROOM_WEB_URL", "hushroom.com"),
        ("HUSHROOM_PORT", "http"),
        ("HUSHROOM_PORT", "70000"),
        ("HUSHROOM_PORT", "-1"),
        ("HUSHROOM_PORT", "٣"),
        ("HUSHROOM_TRUSTED_PROXIES", "all"),
        ("HUSHROOM_CORS_ORIGINS", "app.hushroom.com"),
        ("HUSHROOM_CORS_ORIGINS", "https://app.hushroom.com/"),
        ("HUSHROOM_CORS_ORIGINS", "https://app.hushroom.com,"),
        ("DATABASE_URL", "mysql://ada:db-word@127.0.0.1/hushroom"),
        ("DATABASE_URL", "postgresql://ada:db-word@127.0.0.1:port/hushroom"),
        ("HUSHROOM_DATABASE_POOL", "0"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("STRIPE_API_BASE", "ftp://127.0.0.1"),
        ("STRIPE_WEBHOOK_SECRET", "whsec_a,,whsec_b"),
        ("LIVEKIT_URL", "127.0.0.1"),
        ("SMTP_URL", "mail.example"),
        ("SMTP_URL", "smtp://"),
        ("HUSHROOM_MAIL_FROM", "Hushroom"),
        ("HUSHROOM_VAPID_PRIVATE_KEY", "short-word"),
        ("HUSHROOM_VAPID_CONTACT", "hello@hushroom.com"),
        ("HUSHROOM_ANDROID_CERTIFICATES", "AB:CD"),
        ("HUSHROOM_APPLE_TEAM", "team"),
        ("HUSHROOM_TOKEN_KEYS", "sign-word"),
        ("HUSHROOM_TOKEN_KEYS", "k1:"),
        ("HUSHROOM_TOKEN_KEYS", ":sign-word"),
        ("HUSHROOM_TOKEN_KEYS", "k1:sign-word,k1:other-word"),
        ("HUSHROOM_BCRYPT_ROUNDS", "3"),
        ("HUSHROOM_PASSWORD_HASH", "md5"),
        ("HUSHROOM_ARGON_MEMORY_KIB", "63"),
        ("HUSHROOM_ARGON_ITERATIONS", "0"),
        ("HUSHROOM_PASSWORD_THREADS", "0"),
        ("HUSHROOM_PASSWORD_QUEUE", "many"),
        ("HUSHROOM_RATE_LIMITS", "yes"),
        ("HUSHROOM_REQUIRE_ADMIN_FACTOR", "yes"),
        ("HUSHROOM_RATE_LIMIT_LOGIN", "10"),
        ("HUSHROOM_RATE_LIMIT_LOGIN", "0/minute"),
        ("HUSHROOM_RATE_LIMIT_OVERALL", "60/fortnight"),
        ("HUSHROOM_RELAY_LEASE_SECONDS", "0"),
        ("HUSHROOM_WORKER_THREADS", "1.5"),
    ],
)
def test_a_malformed_variable_is_named_in_one_sentence_that_tells_no_secret(
    development: dict[str, str], name: str, value: str
) -> None:
    error = refusal({**development, name: value})
    assert error.variable == name
    assert str(error).startswith(name)
    assert str(error).endswith(".")
    assert "-word" not in str(error)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_come_from_a_file(development: dict[str, str], tmp_path: Path, name: str) -> None:
    path = tmp_path / "secret"
    path.write_text(development[name] + "\n")
    from_file = {**development, f"{name}_FILE": str(path)}
    del from_file[name]
    assert read_settings(from_file) == read_settings(development)


@pytest.mark.parametrize("name", SECRETS)
def test_a_file_that_cannot_be_read_or_is_empty_is_named(
    development: dict[str, str], tmp_path: Path, name: str
) -> None:
    del development[name]
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "none", tmp_path / "empty", tmp_path / "binary", tmp_path):
        assert refusal({**development, f"{name}_FILE": str(path)}).variable == f"{name}_FILE"


def test_a_secret_given_twice_is_refused(development: dict[str, str], tmp_path: Path) -> None:
    assert "DATABASE_URL_FILE" in str(refusal({**development, "DATABASE_URL_FILE": str(tmp_path)}))


def test_no_text_of_the_settings_shows_a_secret(development: dict[str, str]) -> None:
    assert "-word" not in repr(read_settings(development))


def test_settings_are_frozen(development: dict[str, str]) -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        read_settings(development).http.port = 1  # type: ignore[misc]  # that is the mistake


def test_several_webhook_secrets_and_token_keys_keep_their_order(development: dict[str, str]) -> None:
    settings = read_settings(
        {**development, "STRIPE_WEBHOOK_SECRET": "whsec_a, whsec_b", "HUSHROOM_TOKEN_KEYS": "new:a:b, old:c"}
    )
    assert settings.stripe.webhook_secrets == ("whsec_a", "whsec_b")
    assert settings.tokens.keys == (TokenKey(kid="new", secret="a:b"), TokenKey(kid="old", secret="c"))


@pytest.mark.parametrize(
    ("url", "port", "tls", "password"),
    [
        ("smtp://mail.example", 25, False, None),
        ("smtps://mail.example", 465, True, None),
        ("smtp://a%40b:c%2Fd@mail.example:587", 587, False, "c/d"),
    ],
)
def test_the_mail_server_is_read_out_of_its_url(
    development: dict[str, str], url: str, port: int, tls: bool, password: str | None
) -> None:
    smtp = read_settings({**development, "SMTP_URL": url}).smtp
    assert (smtp.host, smtp.port, smtp.implicit_tls, smtp.password) == ("mail.example", port, tls, password)


def test_a_url_keeps_an_empty_host_and_loses_a_last_slash(development: dict[str, str]) -> None:
    socket = "postgresql://ada@/hushroom?host=/run/postgresql"
    settings = read_settings({**development, "DATABASE_URL": socket, "STRIPE_API_BASE": "http://127.0.0.1:1/"})
    assert settings.database.url == socket
    assert settings.stripe.api_base == "http://127.0.0.1:1"


def test_a_migration_needs_nothing_but_a_database() -> None:
    assert database_settings({"DATABASE_URL": "postgresql:///hushroom"}).pool_size == 10


class Recording(dict[str, str]):
    """An environment that records the variables that are read."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        self.asked.add(key)
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("settings are read by name")


def test_what_is_read_is_what_the_table_lists(development: dict[str, str]) -> None:
    environ = Recording({**development, "STRIPE_API_BASE": "http://127.0.0.1:1"})
    read_settings(environ)
    assert environ.asked == {*EVERY, *(f"{name}_FILE" for name in SECRETS)}


def complained_of(environ: Mapping[str, str]) -> list[str]:
    try:
        read_settings(environ)
    except SettingsError as error:
        return [problem.variable for problem in error.problems]
    return []


@given(st.sampled_from(EVERY), st.text(max_size=30))
def test_any_text_in_any_variable_gives_settings_or_a_refusal_of_that_variable(name: str, text: str) -> None:
    assert complained_of({**DEVELOPMENT, name: text}) in ([], [name])


def test_all_that_is_wrong_is_told_at_once(development: dict[str, str], tmp_path: Path) -> None:
    del development["REDIS_URL"]
    wrong = {"HUSHROOM_PORT": "http", "SMTP_URL": "mail", "HUSHROOM_TOKEN_KEYS": "k1:a,k1:b", "HUSHROOM_ENV": "x"}
    unreadable = {"STRIPE_SECRET_KEY": "", "STRIPE_SECRET_KEY_FILE": str(tmp_path / "none")}
    names = [problem.variable for problem in refused({**development, **wrong, **unreadable})]
    assert sorted(names) == sorted([*wrong, "REDIS_URL", "STRIPE_SECRET_KEY_FILE"])


@given(st.dictionaries(st.sampled_from(EVERY), st.text(max_size=30), min_size=2))
def test_each_of_many_texts_is_refused_as_it_would_be_alone(texts: dict[str, str]) -> None:
    alone = {name for name, text in texts.items() if complained_of({**DEVELOPMENT, name: text})}
    assert set(complained_of({**DEVELOPMENT, **texts})) == alone


def test_links_lead_to_the_api_itself_unless_a_website_is_named() -> None:
    http = read_settings(DEVELOPMENT).http
    assert http.web_url == http.public_url
    named = read_settings({**DEVELOPMENT, "HUSHROOM_WEB_URL": "https://hushroom.com/"}).http
    assert (named.web_url, named.public_url) == ("https://hushroom.com", http.public_url)


def test_administrators_need_a_second_factor_in_production_unless_it_is_said_otherwise(
    development: dict[str, str], production: dict[str, str]
) -> None:
    assert not read_settings(development).requires_admin_factor
    assert read_settings(production).requires_admin_factor
    assert read_settings({**development, "HUSHROOM_REQUIRE_ADMIN_FACTOR": "on"}).requires_admin_factor
    assert not read_settings({**production, "HUSHROOM_REQUIRE_ADMIN_FACTOR": "off"}).requires_admin_factor
