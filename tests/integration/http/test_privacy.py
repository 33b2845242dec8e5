"""Nobody is told what is not theirs: no hash, no other's address, no other's token, in any answer or log line."""

import io
import re
from collections.abc import Iterator
from typing import Any

from tests.integration.http.test_authorisation import TABLE, assemble, filled
from tests.integration.http.world import PASSWORD, RESET, VERIFICATION, World


async def everything_asked_by_everybody(world: World) -> None:
    cast = await assemble(world)
    for (method, path), row in TABLE.items():
        if (method, path) == ("DELETE", "/users/me"):
            continue
        for person in cast.people.values():
            body = row.body(cast) if row.body else None
            await world.ask(method, filled(row.path or path, cast.ids), person, json=body, headers=dict(row.headers))


async def test_no_answer_holds_what_is_not_its_askers(either_world: World):
    world = either_world
    await everything_asked_by_everybody(world)
    accounts = await world.parts.accounts()
    secrets = [account.password_hash for account in accounts] + [PASSWORD]
    admins = {account.id for account in accounts if account.is_admin}
    assert len(world.heard) > 300
    assert len(accounts) > 5
    for heard in world.heard:
        text, asker = heard.answer.text, heard.asker
        assert not any(secret in text for secret in secrets), f"{heard.path} shows a secret"
        if heard.path.startswith("/auth/") or (asker and asker.id in admins):
            continue
        others = [account.email for account in accounts if asker is None or account.id != asker.id]
        assert not any(email in text for email in others), f"{heard.path} shows an address to {asker}"


async def test_nobody_reads_anothers_date_of_birth(either_world: World):
    world = either_world
    await everything_asked_by_everybody(world)
    admins = {account.id for account in await world.parts.accounts() if account.is_admin}
    shown = 0
    for heard in world.heard:
        if heard.path.startswith("/auth/") or not heard.answer.content or (heard.asker and heard.asker.id in admins):
            continue
        for born in objects_with("dateOfBirth", heard.answer.json()):
            assert heard.asker is not None, heard.path
            assert born["id"] == heard.asker.id, heard.path
            shown += 1
    assert shown > 10


def objects_with(key: str, part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if key in part:
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for item in part:
            yield from objects_with(key, item)


async def test_a_mailed_token_is_in_no_answer_and_is_not_kept(either_world: World):
    world = either_world
    await everything_asked_by_everybody(world)
    await world.settle()
    mails = [mail.words.text for mail in world.parts.mailer.sent if mail.words.subject in {VERIFICATION, RESET}]
    tokens = {found[1] for text in mails if (found := re.search(r": (\S+)\n$", text))}
    assert len(tokens) > 10
    kept = await world.parts.kept()
    for token in tokens:
        assert token not in kept
        assert not any(token in heard.answer.text for heard in world.heard)


async def test_tokens_are_in_no_answer_but_that_of_signing_in(world: World):
    await everything_asked_by_everybody(world)
    tokens = {
        value
        for heard in world.heard
        if heard.path.startswith("/auth/")
        for name, value in heard.answer.json().items()
        if name.endswith("Token")
    }
    assert len(tokens) > 20
    for heard in world.heard:
        if not heard.path.startswith("/auth/"):
            assert not any(token in heard.answer.text for token in tokens), heard.path


async def test_no_log_line_holds_a_token_a_password_an_address_a_body_or_a_query(world: World, logged: io.StringIO):
    await everything_asked_by_everybody(world)
    await world.ask("GET", "/companions?q=very-private-words")
    await world.ask("GET", "/very/private/path")
    await world.ask("POST", "/auth/login", json={"email": "x", "password": "Very1Private"})
    lines = logged.getvalue()
    assert lines.count('"event":"request"') == len(world.heard)
    for heard in world.heard:
        if heard.asker:
            assert heard.asker.token not in lines
            assert heard.asker.refresh_token not in lines
            assert heard.asker.email not in lines
    for private in (PASSWORD, "very-private-words", "/very/private", "Very1Private", "Finish the chapter"):
        assert private not in lines
