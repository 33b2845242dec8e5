"""Attempts to sign in by the provider in memory, over API v1."""

from typing import Any

from hushroom_adapters.memory.linked_identities import EXAMPLE
from hushroom_domain.identity.model import ProvedIdentity
from tests.integration.http.world import Person, World

BEGIN, FINISH = f"/auth/providers/{EXAMPLE.id}/begin", f"/auth/providers/{EXAMPLE.id}/finish"
LINKED = "/users/me/identities"


def at_provider(name: str, *, is_verified: bool = True, account: int = 1) -> ProvedIdentity:
    """Returns a person at the provider, with the address that a person of this name has in a world."""
    return ProvedIdentity(
        provider=EXAMPLE.id,
        subject=f"{name} {account}",
        email=f"{name}@example.com",
        is_email_verified=is_verified,
        first_name=name.title(),
    )


async def agreed(world: World, proved: ProvedIdentity, by: Person | None = None) -> dict[str, str]:
    """Begins an attempt, to sign in or to add an identity; returns what the client has after the person agreed."""
    begun = await world.post(f"{LINKED}/begin", by, {"provider": EXAMPLE.id}) if by else await world.post(BEGIN)
    return {
        "attempt": begun["attempt"],
        "state": begun["url"].partition("state=")[2],
        "code": world.parts.providers.agree(proved),
    }


async def finished(world: World, proved: ProvedIdentity) -> Any:
    return await world.post(FINISH, body=await agreed(world, proved))


async def waiting(world: World, proved: ProvedIdentity) -> str:
    """Returns the attempt of a proved identity that waits for its person."""
    answer = await agreed(world, proved)
    assert (await world.post(FINISH, body=answer))["step"] is not None
    return answer["attempt"]


async def linked(world: World, person: Person, name: str, account: int = 1) -> str:
    """Adds an identity to the account of a person and returns its id."""
    answer = await agreed(world, at_provider(name, account=account), person)
    found = await world.post(f"{LINKED}/finish", person, {"provider": EXAMPLE.id, **answer})
    return str(found["id"])
