"""A thief of refresh tokens never outlives the owner's next refresh plus the grace, whatever happens before."""

import asyncio

from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.memory import InMemory, ManualClock, in_memory_platform
from hushroom_domain.identity.errors import InvalidRefreshToken, JustRotated, ReusedRefreshToken, SignInEnded
from hushroom_domain.identity.model import TokenState
from hushroom_domain.identity.policy import ROTATION_GRACE
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.log_out import LogOut
from hushroom_domain.identity.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from tests.support.admitted import admitted
from tests.support.builders import NOW, PASSWORD
from tests.support.worlds import ADULT

EMAIL = "anna@hushroom.test"
REFUSED = (InvalidRefreshToken, JustRotated, ReusedRefreshToken)
STEPS = (
    "the thief steals", "the thief refreshes", "the owner refreshes", "the owner loses the answer",
    "the thief reads a lost answer", "a moment passes", "the grace passes", "the owner signs out",
)  # fmt: skip


@define
class Story:
    """One account, its owner with one token, and a thief with any number of copies and of tokens made from them."""

    platform: InMemory
    clock: ManualClock
    token: str = ""
    lost: list[str] = field(factory=list)
    stolen: list[str] = field(factory=list)
    access: list[str] = field(factory=list)

    @classmethod
    async def begun(cls) -> "Story":
        platform = in_memory_platform(clock=(clock := ManualClock(NOW)))
        command = RegisterUser.Command(email=EMAIL, password=PASSWORD, date_of_birth=ADULT)
        return cls(platform, clock, (await platform.app.identity.register(command)).refresh_token)

    async def step(self, name: str) -> None:
        match name:
            case "the thief steals":
                self.stolen.append(self.token)
            case "the thief reads a lost answer":
                self.stolen.extend(self.lost)
            case "the thief refreshes":
                await self.thief_refreshes()
            case "the owner refreshes":
                await self.owner_refreshes()
            case "the owner loses the answer":
                if (answer := await self.refreshed(self.token)) is not None:
                    self.lost.append(answer[0])
            case "a moment passes":
                self.clock.advance(ROTATION_GRACE / 4)
            case "the grace passes":
                self.clock.advance(2 * ROTATION_GRACE)
            case "the owner signs out":
                await self.platform.app.identity.log_out(LogOut.Command(self.token))
                await self.nobody_else_is_in()
                await self.owner_logs_in()

    async def refreshed(self, token: str) -> tuple[str, str] | None:
        """Returns the new refresh token and access token; None when the token is refused."""
        try:
            made = await self.platform.app.identity.refresh(RefreshTokenPair.Command(token))
        except REFUSED:
            return None
        return made.refresh_token, made.access_token

    async def thief_refreshes(self) -> None:
        for token in list(self.stolen):
            if (made := await self.refreshed(token)) is not None:
                self.stolen.append(made[0])
                self.access.append(made[1])

    async def owner_refreshes(self) -> None:
        """Refreshes as a client does: again after the grace when the token was just used, a login when it is dead."""
        made = await self.refreshed(self.token)
        if made is None:
            self.clock.advance(2 * ROTATION_GRACE)
            made = await self.refreshed(self.token)
        if made is None:
            await self.nobody_else_is_in()
            await self.owner_logs_in()
            return
        self.token = made[0]
        await self.nobody_else_is_in(self.token)

    async def owner_logs_in(self) -> None:
        signed_in = admitted(await self.platform.app.identity.log_in(LogIn.Command(email=EMAIL, password=PASSWORD)))
        self.token = signed_in.refresh_token

    async def nobody_else_is_in(self, token: str | None = None) -> None:
        """Asserts that of all refresh tokens at most `token` works, and no access token of the thief."""
        identity, now = self.platform.ports.identity, self.clock.now()
        kept = self.platform.store.tables.refresh_tokens.values()
        good = {one.digest for one in kept if one.state(now) is TokenState.GOOD}
        assert good == ({identity.opaque_tokens.digest(token)} if token else set())
        for access in self.access:
            claimant = self.platform.app.identity.authenticate.claimant(access)
            try:
                await self.platform.store.queries.viewers.viewer(claimant.user_id, claimant.sign_in_id)
            except SignInEnded:
                continue
            raise AssertionError("the thief is still in")


@given(st.lists(st.sampled_from(STEPS), max_size=14))
def test_a_thief_never_outlives_the_next_refresh_of_the_owner_plus_the_grace(steps: list[str]) -> None:
    async def play() -> None:
        story = await Story.begun()
        for name in steps:
            await story.step(name)
        await story.owner_refreshes()

    asyncio.run(play())


def test_the_stories_contain_thieves_who_get_in() -> None:
    async def play() -> Story:
        story = await Story.begun()
        for name in ("the thief steals", "the thief refreshes", "the grace passes"):
            await story.step(name)
        return story

    story = asyncio.run(play())
    assert len(story.access) == 1
    assert asyncio.run(story.refreshed(story.stolen[-1])) is not None
