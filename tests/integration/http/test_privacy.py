"""Privacy: no response and no log line contains a hash, or the address or token of another person."""

import io
import re
from collections.abc import Mapping

import pytest
from attrs import define

from tests.integration.http.test_authorisation import TABLE, assemble, filled
from tests.integration.http.world import PASSWORD, RESET, VERIFICATION, Health, World
from tests.support.leak_rules import Leak


async def everything_asked_by_everybody(world: World) -> None:
    cast = await assemble(world)
    for (method, path), row in TABLE.items():
        if (method, path) == ("DELETE", "/users/me"):
            continue
        for person in cast.people.values():
            body = row.body(cast) if row.body else None
            await world.ask(method, filled(row.path or path, cast.ids), person, json=body, headers=dict(row.headers))


async def test_everybody_asks_for_everything_and_no_answer_holds_what_is_kept_of_a_password(
    world: World,
) -> None:
    """The leak rules recognize a hash by its format; this test compares with the stored hashes."""
    await everything_asked_by_everybody(world)
    accounts = await world.parts.accounts()
    secrets = [account.password_hash for account in accounts] + [PASSWORD]
    assert len(accounts) > 5
    assert world.watch.exchanges == len(world.heard) > 300
    for heard in world.heard:
        assert not any(secret in heard.answer.text for secret in secrets), f"{heard.path} shows a secret"


@pytest.mark.parametrize(
    "leak", ["bo@example.com", "$2b$12$" + "x" * 53, "the token of bo"], ids=["address", "hash", "token"]
)
async def test_a_platform_that_leaks_fails_the_test_that_asks_it(world: World, leak: str) -> None:
    ada, bo = await world.join("ada"), await world.join("bo")
    world.platform.health.sick.add("stripe")
    await world.get("/health/dependencies", ada)
    world.platform.health = LeakyHealth(leak=leak.replace("the token of bo", bo.refresh_token))
    for actor in (ada, None):
        with pytest.raises(Leak, match="GET /health/dependencies"):
            await world.get("/health/dependencies", actor)


@define
class LeakyHealth(Health):
    """Implements `Health` with details that must not be shown."""

    leak: str = ""

    async def dependencies(self) -> Mapping[str, bool]:
        return {**await super().dependencies(), self.leak: True}


async def test_a_mailed_token_is_in_no_answer_and_is_not_kept(world: World) -> None:
    await everything_asked_by_everybody(world)
    await world.settle()
    mails = [mail.words.text for mail in world.parts.mailer.sent if mail.words.subject in {VERIFICATION, RESET}]
    tokens = {found[1] for text in mails if (found := re.search(r": (\S+)\n$", text))}
    assert len(tokens) > 10
    kept = await world.parts.kept()
    for token in tokens:
        assert token not in kept
        assert not any(token in heard.answer.text for heard in world.heard)


async def test_no_log_line_holds_a_token_a_password_an_address_a_body_or_a_query(
    world: World, logged: io.StringIO
) -> None:
    await everything_asked_by_everybody(world)
    await world.ask("GET", "/companions?q=very-private-words")
    await world.ask("GET", "/very/private/path")
    await world.ask("POST", "/auth/login", json={"email": "x", "password": "Very1Private"})
    lines = logged.getvalue()
    assert lines.count('"event":"request"') == len(world.heard)
    for heard in world.heard:
        if heard.actor:
            assert heard.actor.token not in lines
            assert heard.actor.refresh_token not in lines
            assert heard.actor.email not in lines
    for private in (PASSWORD, "very-private-words", "/very/private", "Very1Private", "Finish the chapter"):
        assert private not in lines
