"""The log names the cause of a 503 response once and without secrets."""

import io
import json

from hushroom_domain.shared.errors import Unavailable
from hushroom_http.server.outages import REST_SECONDS, OutageLog
from tests.integration.http.test_serving import opened
from tests.support.platforms import an_environment

ADA = {"email": "ada@hushroom.test", "password": "Password123!", "dateOfBirth": "1990-05-17"}


def told(logged: io.StringIO, *needles: str) -> list[str]:
    return [line for line in logged.getvalue().splitlines() if all(needle in line for needle in needles)]


async def test_a_wrong_password_of_the_database_is_told_once_by_its_cause(
    database_url: str, logged: io.StringIO
) -> None:
    scheme, _, rest = database_url.partition("://")
    user, _, place = rest.partition(":")
    wrong = f"{scheme}://{user}:a-wrong-one@{place.partition('@')[2]}"
    async with opened(an_environment(wrong, "redis://127.0.0.1:9/0")) as client:
        answers = [await client.post("/auth/login", json=ADA | {"dateOfBirth": None}) for _ in range(2)]
        answers += [await client.get("/companions") for _ in range(2)]
        ready = [await client.get("/health/ready") for _ in range(2)]
    assert {answer.status_code for answer in answers[2:] + ready} == {503}
    assert len(told(logged, "something needed is not available", "password authentication failed")) == 1
    assert len(told(logged, "dependency is not well", '"database"', "password authentication failed")) == 1
    assert "a-wrong-one" not in logged.getvalue()
    assert all(json.loads(line) for line in logged.getvalue().splitlines())


def test_a_trouble_is_told_again_after_a_minute_and_each_other_one_at_once(logged: io.StringIO) -> None:
    at = 0.0
    troubles = OutageLog(now=lambda: at)
    for _ in range(3):
        troubles.note(Unavailable("It waits for 1 s"))
        troubles.note(Unavailable("It waits for 2 s"))
    assert len(told(logged, "It waits")) == 1
    troubles.note(Unavailable("Something else"))
    assert len(told(logged, "Something else")) == 1
    at = REST_SECONDS
    troubles.note(Unavailable("It waits for 3 s"))
    assert len(told(logged, "It waits")) == 2
