"""Changes of address over API v1, for tests that need one under way or done."""

from hushroom_domain.notifications.catalogue import CATALOGUE, EmailKind
from tests.integration.http.world import PASSWORD, VERIFICATION, Person, World

CONFIRMATION = CATALOGUE[EmailKind.CONFIRM_EMAIL_CHANGE].subject
UNDOING = CATALOGUE[EmailKind.UNDO_EMAIL_CHANGE].subject
NEW_PASSWORD_AFTER_UNDOING = CATALOGUE[EmailKind.EMAIL_CHANGE_UNDONE].subject


async def asked(world: World, person: Person, email: str) -> str:
    """Asks for another address, and returns the token that is mailed to it."""
    await world.post("/users/me/email-change", person, {"email": email, "password": PASSWORD})
    return await world.mailed_token(email, CONFIRMATION)


async def changed(world: World, person: Person, email: str) -> str:
    """Moves an account with a proved address to another one, and returns the token that undoes it."""
    verification = await world.mailed_token(person.email, VERIFICATION)
    await world.post("/auth/verify-email", body={"token": verification})
    await world.post("/auth/confirm-email-change", body={"token": await asked(world, person, email)})
    return await world.mailed_token(person.email, UNDOING)
