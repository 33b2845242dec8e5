"""Log lines: one JSON object each, from every library, without secrets."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import structlog

from hushroom_adapters.observability.logs import configure_logs, correlated, log_request
from hushroom_adapters.settings import LogFormat, LogSettings


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    configure_logs(LogSettings(level="info", format=LogFormat.JSON), written)
    yield written
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fail(words: str) -> None:
    raise ValueError(words)


def test_a_line_is_one_json_object_with_time_level_and_logger(stream: io.StringIO) -> None:
    structlog.get_logger("hushroom.http").info("request", method="GET", status=200)
    (line,) = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "method": "GET",
        "status": 200,
        "level": "info",
        "logger": "hushroom.http",
    }


def test_lines_of_other_libraries_take_the_same_way(stream: io.StringIO) -> None:
    logging.getLogger("dramatiq").warning("worker %s restarted", 7)
    (line,) = lines(stream)
    assert (line["event"], line["level"], line["logger"]) == ("worker 7 restarted", "warning", "dramatiq")


def test_every_line_inside_carries_the_correlation_id_and_none_outside(stream: io.StringIO) -> None:
    with correlated("abc-1", user_id="7"):
        logging.getLogger("sqlalchemy").warning("slow")
        structlog.get_logger().info("done")
    structlog.get_logger().info("after")
    first, second, third = lines(stream)
    assert (first["correlation_id"], first["user_id"]) == ("abc-1", "7")
    assert second["correlation_id"] == "abc-1"
    assert "correlation_id" not in third


def test_a_logger_made_before_the_configuration_follows_it() -> None:
    early = structlog.get_logger("early")
    written = io.StringIO()
    configure_logs(LogSettings(level="info", format=LogFormat.JSON), written)
    early.info("hello")
    assert lines(written)[0]["event"] == "hello"
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "key",
    [
        "password", "newPassword", "password_hash", "accessToken", "refresh_token", "Authorization", "email",
        "user_email", "body", "client_secret", "Set-Cookie", "dateOfBirth", "livekit_api_secret",
    ],
)  # fmt: skip
def test_what_has_a_secret_name_is_hidden_at_any_depth(stream: io.StringIO, key: str) -> None:
    structlog.get_logger().info("x", **{key: "plain"}, nested={"list": [{key: "plain"}]})
    assert "plain" not in stream.getvalue()
    assert "[hidden]" in stream.getvalue()


@pytest.mark.parametrize(
    "secret",
    [
        "ada.lovelace+news@mail.example.com",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl",
        "Bearer abcdef123456",
        "sk_test_4eC39HqLyjWDarjtT1zdp7dc",
        "whsec_abcdefgh",
        "https://hushroom.com/verify?token=abcdefgh",
        "pi_3Nabc_secret_xyz",
        "$2b$12$asGrMk3VCB8fcGEHpbfKie9AFg0TYRZ2knSvDt6dywHOm9.PcjT06",
    ],
)
def test_what_looks_like_a_secret_is_hidden_in_texts_values_and_exceptions(stream: io.StringIO, secret: str) -> None:
    log = structlog.get_logger()
    words = f"hello {secret} there"
    log.info(words, fact=[secret], other=ValueError(secret))
    logging.getLogger("other").error("failed for %s", secret)
    try:
        fail(secret)
    except ValueError:
        log.exception("failed")
    assert secret not in stream.getvalue()
    assert len(lines(stream)) == 3


def test_the_password_inside_an_address_is_hidden_and_the_host_is_not(stream: io.StringIO) -> None:
    structlog.get_logger().info("cannot reach postgresql://ada:lovelace@db.example:5432/hushroom")
    assert "lovelace" not in stream.getvalue()
    assert "db.example" in stream.getvalue()


def test_ordinary_facts_stay_as_they_are(stream: io.StringIO) -> None:
    structlog.get_logger().info("m", path="/api/v1/users/{id}", ms=1.5, ok=True, nothing=None, tokens_left=3)
    (line,) = lines(stream)
    facts = {key: line[key] for key in ("path", "ms", "ok", "nothing", "tokens_left")}
    assert facts == {"path": "/api/v1/users/{id}", "ms": 1.5, "ok": True, "nothing": None, "tokens_left": 3}


def test_an_exception_is_told_with_its_trace_in_one_line(stream: io.StringIO) -> None:
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        structlog.get_logger().exception("broken")
    (line,) = lines(stream)
    assert "ZeroDivisionError" in str(line["exception"])


def test_debug_lines_stay_out_unless_asked_for(stream: io.StringIO) -> None:
    logging.getLogger("hushroom").debug("detail")
    assert stream.getvalue() == ""


def test_the_access_lines_of_the_web_server_stay_out(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").info('GET /api/v1/users?search=ada HTTP/1.1" 200')
    assert stream.getvalue() == ""


def test_the_console_form_is_for_eyes() -> None:
    written = io.StringIO()
    configure_logs(LogSettings(level="info", format=LogFormat.CONSOLE), written)
    structlog.get_logger("hushroom").info("started", port=8000, password="plain")
    structlog.reset_defaults()
    assert "started" in written.getvalue()
    assert "plain" not in written.getvalue()
    assert not written.getvalue().startswith("{")


def test_a_line_is_ascii_whatever_it_holds(stream: io.StringIO) -> None:
    structlog.get_logger("hushroom.test").info("said", plain="yes", name="Zoë \U0001f642", half="\ud83d")
    assert stream.getvalue().isascii()
    (said,) = lines(stream)
    assert (said["plain"], said["name"], said["half"]) == ("yes", "Zoë \U0001f642", "\ud83d")


def test_the_line_of_a_request_is_the_same_either_way(stream: io.StringIO) -> None:
    facts = {"method": "GET", "path": "/api/v1/users/me", "status": 200, "duration_ms": 1.5, "user_id": None}
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
    for correlation_id in ("order-66", token, f"a?token={token}"):
        log_request(correlation_id, **facts)
        structlog.get_logger("hushroom.http").info("request", correlation_id=correlation_id, **facts)
    said = lines(stream)
    for one in said:
        assert one.pop("timestamp")
    assert said[0::2] == said[1::2]
    assert token not in stream.getvalue()


@pytest.mark.parametrize(("level", "form", "said"), [("warning", LogFormat.JSON, 0), ("info", LogFormat.CONSOLE, 1)])
def test_the_line_of_a_request_keeps_to_the_settings(
    level: str, form: LogFormat, said: int, stream: io.StringIO
) -> None:
    configure_logs(LogSettings(level=level, format=form), stream)
    log_request("order-66", method="GET")
    assert len(stream.getvalue().splitlines()) == said
    assert said == 0 or not stream.getvalue().startswith("{")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_line_that_a_full_disk_does_not_take_is_lost_and_nothing_else(stream: io.StringIO) -> None:
    full = Path("/dev/full").open("w")  # noqa: SIM115 - closing it fails as well
    configure_logs(LogSettings(level="info", format=LogFormat.JSON), full)
    structlog.get_logger("hushroom.jobs").warning("relay is stuck")
    log_request("one", method="GET", status=200)
    configure_logs(LogSettings(level="info", format=LogFormat.JSON), stream)
    with suppress(OSError):
        full.close()
    structlog.get_logger("hushroom.jobs").info("relay works again")
    assert [line["event"] for line in lines(stream)] == ["relay works again"]
