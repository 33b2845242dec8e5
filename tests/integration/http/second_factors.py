"""People with a second factor, over API v1."""

from typing import Any
from uuid import UUID

from attrs import field, frozen

from hushroom_adapters.memory.second_factors import plain_totp, step_at
from hushroom_domain.identity.model import ChallengePurpose
from hushroom_domain.shared.ids import UserId
from tests.integration.http.world import PASSWORD, Person, World
from tests.support.leak_rules import TokenOwner


@frozen
class Factors:
    """The secret and the recovery codes of a person."""

    world: World
    person: Person
    secret: str
    recovery_codes: list[str] = field(factory=list)

    def code(self, steps: int = 0) -> str:
        """Returns the code of the present time step, or of one before or after it."""
        return plain_totp(self.secret, step_at(self.world.clock.now()) + steps)

    async def log_in(self) -> dict[str, Any]:
        """Returns the challenge of a login."""
        body = {"email": self.person.email, "password": PASSWORD}
        answer: dict[str, Any] = await self.world.post("/auth/login", body=body)
        return answer


async def begun(world: World, person: Person) -> Factors:
    """Returns the secret of an authenticator app that is not confirmed yet."""
    return Factors(world, person, (await world.post("/users/me/factors/totp", person))["secret"])


async def enrolled(world: World, person: Person) -> Factors:
    """Sets an authenticator app up, and confirms it by the code of the time step before."""
    app = await begun(world, person)
    confirmed = await world.post("/users/me/factors/totp/confirm", person, {"code": app.code(-1)})
    return Factors(world, person, app.secret, confirmed["recoveryCodes"])


async def demanded(world: World, person: Person) -> str:
    """Returns a challenge to set up the second factor that the person must have, as after the password."""
    challenges = world.parts.application.identity.log_in.gate.challenges
    async with challenges.begin() as work:
        user = await work.users.lock(UserId(UUID(person.id)))
        challenge = await challenges.issue(work, user, ChallengePurpose.ENROL, None)
    world.watch.know(challenge, TokenOwner(person.id, person.email))
    return challenge


async def begun_before_sign_in(world: World, person: Person, challenge: str) -> Factors:
    """Returns the secret of an authenticator app that has to be confirmed before the sign-in."""
    begun_app = await world.post("/auth/second-factor/enrol", body={"challenge": challenge})
    return Factors(world, person, begun_app["secret"])
