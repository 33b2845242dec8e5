"""People with a second factor, over API v1."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from attrs import field, frozen

from hushroom_adapters.memory.second_factors import plain_totp, step_at
from hushroom_domain.identity.model import ChallengePurpose, FactorRecovery
from hushroom_domain.identity.policy import RECOVERY_WAITS
from hushroom_domain.shared.ids import RecoveryId, UserId
from tests.integration.http.world import PASSWORD, RECOVERY, Person, World
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


async def lost(world: World, person: Person, age: timedelta = RECOVERY_WAITS) -> str:
    """Stores a request to recover the account of a person that was made so long ago, and returns its id."""
    asking = world.parts.application.identity.ask_for_recovery
    recovery = FactorRecovery(
        id=RecoveryId(asking.ids.new()), user_id=UserId(UUID(person.id)), asked_at=world.clock.now() - age
    )
    async with asking.begin() as work:
        await work.factor_recoveries.add(recovery)
    return str(recovery.id)


async def asked_recovery(world: World, person: Person) -> str:
    """Asks to recover the account of a person with a new authenticator app; returns the token that stops it."""
    app = await enrolled(world, person)
    await world.post("/auth/second-factor/recovery", body={"challenge": (await app.log_in())["challenge"]})
    return await world.mailed_token(person.email, RECOVERY)
