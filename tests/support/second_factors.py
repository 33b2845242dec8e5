"""Authenticator apps in tests: people who have one, and the codes that it shows."""

from attrs import define, field

from hushroom_adapters.memory.second_factors import plain_totp, step_at
from hushroom_domain.application import Application
from hushroom_domain.identity.model import FactorKind
from hushroom_domain.identity.services.sign_in_gate import SecondFactorRequired
from hushroom_domain.identity.services.token_issuer import SignedIn
from hushroom_domain.identity.use_cases.confirm_totp import ConfirmTotp
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.show_second_factor import ShowSecondFactor
from hushroom_domain.identity.use_cases.step_up_sign_in import StepUpSignIn
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.ports import Clock
from tests.support.admitted import admitted
from tests.support.builders import PASSWORD


@define
class AuthenticatorApp:
    """The authenticator app of one user of the platform in memory."""

    app: Application
    clock: Clock
    user_id: UserId
    email: str
    secret: str = ""
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)
    sign_in_id: FamilyId | None = None
    """The sign-in in which the app was set up."""

    def code(self, steps: int = 0) -> str:
        """Returns the code of the present time step, or of one before or after it."""
        return plain_totp(self.secret, step_at(self.clock.now()) + steps)

    async def enrol(self, sign_in_id: FamilyId | None = None) -> None:
        """Sets the app up and confirms it by the code of the time step before, in a new sign-in unless one is given."""
        self.sign_in_id = sign_in_id or await self._signed_in()
        self.secret = (await self.app.identity.begin_totp(self.user_id)).secret
        command = ConfirmTotp.Command(user_id=self.user_id, sign_in_id=self.sign_in_id, code=self.code(-1))
        self.recovery_codes = await self.app.identity.confirm_totp(command)

    async def challenge(self) -> SecondFactorRequired:
        """Signs in as far as the challenge."""
        answer = await self.app.identity.log_in(LogIn.Command(email=self.email, password=PASSWORD))
        assert isinstance(answer, SecondFactorRequired), "the user has a second factor"
        return answer

    async def show(self, code: str, kind: FactorKind = FactorKind.TOTP, challenge: str | None = None) -> SignedIn:
        """Shows a code for a challenge, a new one without it."""
        secret = challenge or (await self.challenge()).challenge
        return await self.app.identity.show_second_factor(
            ShowSecondFactor.Command(challenge=secret, kind=kind, code=code)
        )

    async def recover(self, code: str, challenge: str | None = None) -> SignedIn:
        return await self.show(code, FactorKind.RECOVERY_CODE, challenge)

    async def step_up(self, code: str, kind: FactorKind = FactorKind.TOTP) -> None:
        """Shows a code in the sign-in in which the app was set up."""
        await self.app.identity.step_up_sign_in(
            StepUpSignIn.Command(user_id=self.user_id, sign_in_id=self.sign_in_id, kind=kind, code=code)
        )

    async def _signed_in(self) -> FamilyId | None:
        begun = admitted(await self.app.identity.log_in(LogIn.Command(email=self.email, password=PASSWORD)))
        return self.app.identity.authenticate.claimant(begun.access_token).sign_in_id
