"""Attacks on sign-ins by providers over API v1, with the local provider in each of its dialects."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from attrs import evolve, frozen

from hushroom_adapters.local.emulators.oidc.faults import Trouble
from hushroom_adapters.oidc import Dialect, OidcProviders
from hushroom_adapters.outgoing import OutgoingClient
from hushroom_adapters.postgres.core.database import Database
from hushroom_domain.identity.policy import PROVIDER_ATTEMPT_LASTS
from tests.integration.http.platform_parts import beside_the_rows, parts_on_postgres
from tests.integration.http.provider_attempts import LINKED
from tests.integration.http.world import PASSWORD, RESET, VERIFICATION, Person, World
from tests.support.oidc_provider import NEWCOMER, UNVERIFIED, USER, LocalProvider, answer_fields, local_provider

DIALECTS = list(Dialect)
OPENID = [Dialect.OIDC, Dialect.APPLE]
BORN = "1990-05-17"


@frozen
class Town:
    """A world with people whose addresses the provider knows, and the provider itself."""

    world: World
    provider: LocalProvider

    async def begin(self, dialect: Dialect, by: Person | None = None) -> Any:
        if by is not None:
            return await self.world.post(f"{LINKED}/begin", by, {"provider": dialect.value})
        return await self.world.post(f"/auth/providers/{dialect.value}/begin")

    async def visit(self, begun: Any, person: str = USER) -> dict[str, str]:
        """Agrees at the provider; returns what the client sends on."""
        answer = await self.provider.visit(begun["url"], person)
        return {"attempt": begun["attempt"], **answer_fields(answer)}

    async def finish(self, dialect: Dialect, answer: dict[str, str]) -> httpx.Response:
        return await self.world.ask("POST", f"/auth/providers/{dialect.value}/finish", json=answer)

    async def sign_in(self, dialect: Dialect, person: str = USER) -> httpx.Response:
        return await self.finish(dialect, await self.visit(await self.begin(dialect), person))

    async def member(self, name: str = "user1", *, is_verified: bool = True) -> Person:
        """Registers the person at Hushroom whose address the provider has as well.

        One who is verified has set the password by a mailed link.
        """
        email = f"{name}@hushroom.com"
        body = {"email": email, "password": PASSWORD, "dateOfBirth": BORN}
        found = await self.world.post("/auth/register", body=body)
        if is_verified:
            await self.world.post("/auth/forgot-password", body={"email": email})
            token = await self.world.mailed_token(email, RESET)
            await self.world.post("/auth/reset-password", body={"token": token, "password": PASSWORD})
            self.world.clock.advance(timedelta(seconds=1))
            found = await self.world.post("/auth/login", body={"email": email, "password": PASSWORD})
        return Person(found["user"]["id"], email, found["accessToken"], found["refreshToken"])


def refused(answer: httpx.Response, status: int = 401, code: str = "auth.provider.proof_invalid") -> bool:
    return (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    async with local_provider() as provider, OutgoingClient(takes_loopback=True) as outgoing:
        memory = beside_the_rows()
        clients = [provider.client(dialect) for dialect in DIALECTS]
        providers = OidcProviders(clients, outgoing, lambda: datetime.now(UTC))
        identity = evolve(memory.ports.identity, providers=providers)
        memory = evolve(memory, ports=evolve(memory.ports, identity=identity))
        world = World.new(parts_on_postgres(database, memory))
        async with world.http:
            yield Town(world, provider)


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_somebody_signs_up_and_in_by_each_dialect(town: Town, dialect: Dialect) -> None:
    first = (await town.sign_in(dialect, NEWCOMER)).json()
    assert (first["step"], first["email"], first["accessToken"]) == ("REGISTER", "newcomer@example.com", None)
    attempt = first["email"] and (await town.visit(begun := await town.begin(dialect), NEWCOMER))
    assert (await town.finish(dialect, attempt)).json()["step"] == "REGISTER"
    entries = {"attempt": begun["attempt"], "dateOfBirth": BORN}
    made = await town.world.post("/auth/providers/register", body=entries)
    assert made["user"]["isEmailVerified"] is True
    again = (await town.sign_in(dialect, NEWCOMER)).json()
    assert (again["step"], again["user"]["id"]) == (None, made["user"]["id"])
    assert (await town.world.get("/users/me", Person("", "", again["accessToken"], "")))["id"] == made["user"]["id"]


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_an_address_that_both_have_verified_leads_into_the_account(town: Town, dialect: Dialect) -> None:
    member = await town.member()
    assert (await town.sign_in(dialect)).json()["user"]["id"] == member.id
    (identity,) = await town.world.get(LINKED, member)
    assert (identity["provider"], identity["email"]) == (dialect.value, member.email)


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_an_address_that_the_provider_has_not_verified_needs_the_password(town: Town, dialect: Dialect) -> None:
    member = await town.member("user2")
    answer = await town.visit(await town.begin(dialect), UNVERIFIED)
    found = (await town.finish(dialect, answer)).json()
    assert (found["step"], found["user"]) == ("PROVE_ACCOUNT", None)
    assert await town.world.get(LINKED, member) == []
    wrong = {"attempt": answer["attempt"], "password": "Wrong123!"}
    assert refused(
        await town.world.ask("POST", "/auth/providers/prove-account", json=wrong), code="auth.wrong_credentials"
    )
    proved = await town.world.post("/auth/providers/prove-account", body={**wrong, "password": PASSWORD})
    assert proved["user"]["id"] == member.id


async def test_a_squatter_with_an_unverified_address_gains_nothing(town: Town) -> None:
    """Checks an account that a stranger has opened at the address of another, who then comes by a provider."""
    squatter = await town.member(is_verified=False)
    for is_confirmed in (False, True):
        if is_confirmed:  # The owner clicks on a letter that they did not ask for.
            token = await town.world.mailed_token(squatter.email, VERIFICATION)
            town.world.clock.advance(timedelta(seconds=1))
            await town.world.post("/auth/verify-email", body={"token": token})
        assert (await town.sign_in(Dialect.OIDC)).json()["step"] == "PROVE_ACCOUNT"
        assert await town.world.get(LINKED, squatter) == []


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("trouble", [Trouble.SWAPPED_STATE, Trouble.REPLAYED_CODE])
async def test_a_swapped_state_and_a_replayed_code_are_refused(town: Town, dialect: Dialect, trouble: Trouble) -> None:
    await town.member()
    assert (await town.sign_in(dialect)).status_code == 201
    town.provider.order(trouble)
    assert refused(await town.sign_in(dialect))


@pytest.mark.parametrize("dialect", OPENID)
@pytest.mark.parametrize(
    "trouble",
    [
        Trouble.WRONG_ISSUER,
        Trouble.WRONG_AUDIENCE,
        Trouble.WRONG_NONCE,
        Trouble.EXPIRED_TOKEN,
        Trouble.ALG_NONE,
        Trouble.ALG_HS256,
        Trouble.FOREIGN_KEY,
        Trouble.CHANGED_CLAIMS,
    ],
)
async def test_a_token_that_is_not_the_providers_for_us_and_now_is_refused(
    town: Town, dialect: Dialect, trouble: Trouble
) -> None:
    await town.member()
    town.provider.order(trouble)
    assert refused(await town.sign_in(dialect))


async def test_the_answer_of_another_issuer_is_refused(town: Town) -> None:
    for trouble in (Trouble.WRONG_ISSUER_PARAMETER, Trouble.NO_ISSUER_PARAMETER):
        town.provider.order(trouble)
        assert refused(await town.sign_in(Dialect.OIDC))


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_an_answer_that_comes_twice_is_refused(town: Town, dialect: Dialect) -> None:
    await town.member()
    answer = await town.visit(await town.begin(dialect))
    assert (await town.finish(dialect, answer)).status_code == 201
    assert refused(await town.finish(dialect, answer))


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_the_answer_is_of_use_to_the_client_that_began_alone(town: Town, dialect: Dialect) -> None:
    """A thief reads the callback of a victim; and an attacker hands a victim the callback of their own."""
    await town.member()
    victim, attacker = await town.begin(dialect), await town.begin(dialect)
    answer = await town.visit(victim)
    assert refused(await town.finish(dialect, {**answer, "attempt": attacker["attempt"]}))
    own = await town.visit(attacker)
    assert refused(await town.finish(dialect, {**own, "attempt": victim["attempt"]}))
    assert (await town.finish(dialect, answer)).status_code == 201


async def test_a_code_is_of_no_use_in_the_attempt_of_another(town: Town) -> None:
    """The code of a victim, put into the answer to an attempt of the attacker: PKCE and the nonce refuse it."""
    await town.member()
    stolen = await town.visit(await town.begin(Dialect.OIDC))
    own = await town.visit(await town.begin(Dialect.OIDC), NEWCOMER)
    assert refused(await town.finish(Dialect.OIDC, {**own, "code": stolen["code"]}))


async def test_an_answer_that_is_too_late_is_refused(town: Town) -> None:
    answer = await town.visit(await town.begin(Dialect.OIDC))
    town.world.clock.advance(PROVIDER_ATTEMPT_LASTS)
    assert refused(await town.finish(Dialect.OIDC, answer))


async def test_a_stranger_links_nothing_to_the_account_of_another(town: Town) -> None:
    """Each way to put an identity of one person into the account of another."""
    owner, thief = await town.member(), await town.member("thief")
    begun = await town.begin(Dialect.OIDC, owner)
    answer = {"provider": "oidc", **await town.visit(begun, NEWCOMER)}
    assert refused(await town.world.ask("POST", f"{LINKED}/finish", thief, json=answer))
    assert refused(await town.finish(Dialect.OIDC, {name: answer[name] for name in answer if name != "provider"}))
    sign_in = {"provider": "oidc", **await town.visit(await town.begin(Dialect.OIDC))}
    assert refused(await town.world.ask("POST", f"{LINKED}/finish", thief, json=sign_in))
    await town.world.post(f"{LINKED}/finish", owner, answer)
    theirs = {"provider": "oidc", **await town.visit(await town.begin(Dialect.OIDC, thief), NEWCOMER)}
    taken = await town.world.ask("POST", f"{LINKED}/finish", thief, json=theirs)
    assert refused(taken, 409, "auth.identity.taken")
    assert await town.world.get(LINKED, thief) == []


async def test_a_thief_of_a_session_links_nothing_after_the_password_was_changed(town: Town) -> None:
    owner = await town.member()
    answer = {"provider": "oidc", **await town.visit(await town.begin(Dialect.OIDC, owner), NEWCOMER)}
    town.world.clock.advance(timedelta(seconds=1))
    passwords = {"currentPassword": PASSWORD, "newPassword": f"{PASSWORD}!"}
    await town.world.post("/auth/change-password", owner, passwords)
    assert (await town.world.ask("POST", f"{LINKED}/finish", owner, json=answer)).status_code == 401
    again = await town.world.post("/auth/login", body={"email": owner.email, "password": f"{PASSWORD}!"})
    owner = Person(owner.id, owner.email, again["accessToken"], again["refreshToken"])
    assert refused(await town.world.ask("POST", f"{LINKED}/finish", owner, json=answer))


@pytest.mark.parametrize("trouble", [Trouble.TOKEN_FAILS, Trouble.TOKEN_REDIRECTS, Trouble.TOKEN_IS_NO_JSON])
async def test_a_provider_that_fails_is_said_to_be_away_and_when_to_come_back(town: Town, trouble: Trouble) -> None:
    town.provider.order(trouble)
    answer = await town.sign_in(Dialect.OIDC)
    assert refused(answer, 503, "auth.provider.unavailable")
    assert int(answer.headers["retry-after"]) > 0


async def test_a_person_who_says_no_is_not_signed_in(town: Town) -> None:
    assert refused(await town.sign_in(Dialect.OIDC, "nobody"), code="auth.provider.declined")


async def test_nothing_that_is_stored_answers_an_attempt(town: Town) -> None:
    begun = await town.begin(Dialect.OIDC)
    answer = await town.visit(begun)
    kept = await town.world.parts.kept()
    assert not [name for name in ("attempt", "state", "code") if answer[name] in kept]
