"""Steps of people with passkeys over API v1."""

from typing import Any

from tests.integration.http.platform_parts import SITE
from tests.integration.http.world import Person, World
from tests.support.authenticators import VirtualAuthenticator, decoded


def a_device(**about: Any) -> VirtualAuthenticator:
    """Returns a device of somebody who is on the pages of this platform."""
    return VirtualAuthenticator(**{"origin": SITE.origins[0], "domain": SITE.id, **about})


async def made_passkey(world: World, person: Person, device: VirtualAuthenticator) -> dict[str, Any]:
    """Returns a new passkey of the person that is not stored yet, as a browser passes it on."""
    options = (await world.post("/users/me/passkeys/begin", person))["publicKey"]
    return device.register(options["challenge"], decoded(options["user"]["id"]))


async def add_passkey(world: World, person: Person, device: VirtualAuthenticator, name: str = "Phone") -> Any:
    body = {"name": name, "credential": await made_passkey(world, person, device)}
    return await world.post("/users/me/passkeys", person, body)


async def signature(world: World, device: VirtualAuthenticator) -> dict[str, Any]:
    """Returns a new challenge as the device has signed it, as a browser passes it on."""
    options = (await world.post("/auth/passkey/begin"))["publicKey"]
    return device.sign(options["challenge"])
