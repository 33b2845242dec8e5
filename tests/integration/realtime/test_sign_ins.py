"""A connection lasts as long as the sign-in that it was opened with, in whichever process it is."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import psycopg
import pytest
from attrs import frozen

from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.identity.feature import IdentityUseCases
from hushroom_domain.identity.model import User
from hushroom_domain.identity.services.token_issuer import SignedIn
from hushroom_domain.identity.use_cases.change_password import ChangePassword
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.log_out import LogOut
from hushroom_domain.identity.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.sessions.model import Session
from tests.integration.realtime.harness import DRIFT, SESSIONS, RealtimeClient, RealtimeHarness, served
from tests.support.admitted import admitted
from tests.support.builders import PASSWORD
from tests.support.leak_rules import TokenOwner

NEW = "Different456!"
NEVER, SOON = 100_000.0, 0.2
OVER, CLOSED = "This sign-in is over; sign in again", "This account is not active"
JOIN = {SESSIONS: "join-room", DRIFT: "join-session"}


@frozen
class TwoProcesses:
    """Two web processes and the participants of one session."""

    stage: RealtimeHarness
    urls: tuple[str, str]
    session: Session

    @property
    def identity(self) -> IdentityUseCases:
        return self.stage.platform.application.identity

    async def seeker(self) -> User:
        profile = await self.stage.platform.queries.users.profile(self.session.seeker_id)
        assert profile is not None
        return profile.user

    async def sign_in(self, password: str = PASSWORD) -> SignedIn:
        user = await self.seeker()
        found: SignedIn = admitted(await self.identity.log_in(LogIn.Command(email=user.email, password=password)))
        for secret in (found.access_token, found.refresh_token):
            self.stage.watch.know(secret, TokenOwner(str(user.id), user.email))
        return found

    async def joined(self, token: str, url: str, namespace: str = SESSIONS) -> RealtimeClient:
        """Connects to the room of the session."""
        ear = RealtimeClient(namespace)
        self.stage.ears.append(ear)
        await ear.connect(url, {"token": token})
        await ear.send(JOIN[namespace], {"sessionId": str(self.session.id)})
        await answered(ear)
        return ear

    async def companion(self) -> RealtimeClient:
        return await self.joined(await self.stage.token(self.session.companion_user_id), self.urls[0])


async def answered(ear: RealtimeClient) -> None:
    """Waits until all events of this connection are handled, because events are handled in order."""
    await ear.send("(are you there?)")
    await ear.refused("(are you there?)")


@pytest.fixture
async def house(stage: RealtimeHarness) -> AsyncIterator[TwoProcesses]:
    """Starts web processes without periodic access checks, so that only a broadcast ends a connection."""
    async with (
        served(stage.environment, look_seconds=NEVER) as one,
        served(stage.environment, look_seconds=NEVER) as other,
    ):
        yield TwoProcesses(stage, (one, other), await stage.lives.running())


async def log_out(house: TwoProcesses, signed_in: SignedIn) -> None:
    await house.identity.log_out(LogOut.Command(signed_in.refresh_token))


async def change_password(house: TwoProcesses, signed_in: SignedIn) -> None:
    await house.identity.change_password(ChangePassword.Command(signed_in.user.id, PASSWORD, NEW))


async def delete(house: TwoProcesses, signed_in: SignedIn) -> None:
    await house.identity.delete(signed_in.user.id)


async def deactivate(house: TwoProcesses, signed_in: SignedIn) -> None:
    admin = await house.stage.lives.user()
    command = UpdateUser.Command(admin_id=admin.id, user_id=signed_in.user.id, is_active=False)
    await house.stage.platform.application.administration.update_user(command)


async def come_back_with_a_stolen_token(house: TwoProcesses, signed_in: SignedIn) -> None:
    command = RefreshTokenPair.Command(signed_in.refresh_token)
    await house.identity.refresh(command)
    with psycopg.connect(house.stage.environment["DATABASE_URL"]) as rows:
        late = timedelta(minutes=1)
        rows.execute("UPDATE refresh_tokens SET used_at = used_at - %s WHERE used_at IS NOT NULL", (late,))
    with pytest.raises(Exception, match="used before"):
        await house.identity.refresh(command)


async def end_device(house: TwoProcesses, signed_in: SignedIn) -> None:
    sign_in_id = house.identity.authenticate.claimant(signed_in.access_token).sign_in_id
    assert sign_in_id is not None
    await house.identity.end_device(signed_in.user.id, sign_in_id)


async def end_all_other_devices(house: TwoProcesses, signed_in: SignedIn) -> None:
    elsewhere = house.identity.authenticate.claimant((await house.sign_in()).access_token).sign_in_id
    await house.identity.end_other_devices(signed_in.user.id, elsewhere)


ENDINGS: dict[Callable[[TwoProcesses, SignedIn], Awaitable[None]], str] = {
    log_out: OVER,
    end_device: OVER,
    end_all_other_devices: OVER,
    change_password: OVER,
    come_back_with_a_stolen_token: OVER,
    deactivate: CLOSED,
    delete: CLOSED,
}


@pytest.mark.parametrize(("end", "words"), ENDINGS.items(), ids=[one.__name__ for one in ENDINGS])
async def test_whoever_loses_the_sign_in_is_sent_away_from_every_process_and_the_room_is_told(
    house: TwoProcesses, end: Callable[[TwoProcesses, SignedIn], Awaitable[None]], words: str
) -> None:
    companion, signed_in = await house.companion(), await house.sign_in()
    ears = [await house.joined(signed_in.access_token, url, where) for url in house.urls for where in JOIN]
    await companion.hears("participant-joined", lambda said: said["participantCount"] == 2)
    await end(house, signed_in)
    await house.stage.settle()
    for ear in ears:
        assert await ear.dismissed("auth") == words
    assert (await companion.hears("participant-left"))["participantCount"] == 1


async def test_other_sign_ins_of_the_same_person_go_on_and_the_person_is_still_there(house: TwoProcesses) -> None:
    companion = await house.companion()
    here, there = await house.sign_in(), await house.sign_in()
    gone, stays = [await house.joined(one.access_token, house.urls[1]) for one in (here, there)]
    await log_out(house, here)
    await house.stage.settle()
    assert await gone.dismissed("auth") == OVER
    await companion.silence("participant-left")
    await stays.send("session-pause", {"sessionId": str(house.session.id)})
    await answered(stays)
    await house.stage.settle()
    await stays.hears("session-state-update", lambda said: said["status"] == "PAUSED")


async def test_whoever_signed_in_again_before_the_news_came_stays(house: TwoProcesses) -> None:
    before = await house.sign_in()
    old = await house.joined(before.access_token, house.urls[0])
    await change_password(house, before)
    new = await house.joined((await house.sign_in(NEW)).access_token, house.urls[0])
    await house.stage.settle()
    assert await old.dismissed("auth") == OVER
    await new.silence("(disconnected)")
    assert new.client.connected


@pytest.mark.parametrize("end", [log_out, deactivate], ids=["logout", "deactivation"])
async def test_what_nobody_told_is_found_by_the_next_look(
    stage: RealtimeHarness, end: Callable[[TwoProcesses, SignedIn], Awaitable[None]]
) -> None:
    async with served(stage.environment, look_seconds=SOON) as url:
        house = TwoProcesses(stage, (url, url), await stage.lives.running())
        companion, signed_in = await house.companion(), await house.sign_in()
        ears = [await house.joined(signed_in.access_token, url, where) for where in JOIN]
        await end(house, signed_in)
        for ear in ears:
            assert await ear.dismissed("auth") == ENDINGS[end]
        assert (await companion.hears("participant-left"))["participantCount"] == 1
        await companion.silence("(disconnected)")
