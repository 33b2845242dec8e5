"""The in-memory platform with shorthand for the steps of its users."""

from datetime import date, datetime, timedelta
from typing import Any

from attrs import evolve, field, frozen

from hushroom_adapters.memory import InMemory, ManualClock, in_memory_platform
from hushroom_domain.application import Application
from hushroom_domain.companions.model import Companion, CompanionTier
from hushroom_domain.companions.use_cases.register_companion import RegisterCompanion
from hushroom_domain.contracts.model import SessionType
from hushroom_domain.goals.model import Goal
from hushroom_domain.goals.use_cases.set_goal import SetGoal
from hushroom_domain.identity.model import User, UserRole, Viewer
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.matching.use_cases.select_companion import SelectCompanion
from hushroom_domain.moderation.policy import ReportsCount
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.rules.posting import LedgerAccount
from hushroom_domain.payments.state_machine import LIVE, PaymentStatus
from hushroom_domain.payments.use_cases.authorize_payment import AuthorizePayment
from hushroom_domain.payments.use_cases.open_payment_page import OpenPaymentPage
from hushroom_domain.payments.use_cases.refund_payment import RefundPayment
from hushroom_domain.ratings.model import Rating, Scores
from hushroom_domain.ratings.use_cases.rate_session import RateSession
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from hushroom_domain.sessions.use_cases.book_session import BookSession
from hushroom_domain.sessions.use_cases.change_session_status import ChangeSessionStatus
from hushroom_domain.shared.ids import CompanionId, PaymentId, SessionId, UserId
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.quotas import QUOTAS, Quotas
from tests.support.builders import NOW, PASSWORD, a_payment, a_session, an_id

VISA = "pm_card_visa"
DECLINED = "pm_card_chargeDeclined"
CHALLENGED = "pm_card_authenticationRequired"
ADULT = date(1990, 5, 17)
HOURLY = Money(30_00)


@frozen(eq=False)
class World:
    """The platform, its clock, and shorthand for the use cases of a session."""

    clock: ManualClock
    platform: InMemory
    admin_id: UserId = field(factory=an_id)
    """An administrator who reviews companions."""
    _names: list[str] = field(factory=list)

    @property
    def app(self) -> Application:
        return self.platform.app

    async def settle(self) -> None:
        await self.platform.settle()

    def after(self, **span: float) -> datetime:
        return self.clock.advance(timedelta(**span))

    async def seeker(self, **about: Any) -> User:
        self._names.append(name := f"person{len(self._names) + 1}")
        command = {"email": f"{name}@hushroom.test", "password": PASSWORD, "date_of_birth": ADULT, "first_name": name}
        return (await self.app.identity.register(RegisterUser.Command(**{**command, **about}))).user

    async def applicant(self, base_rate: Money = HOURLY, **about: Any) -> Companion:
        user = await self.seeker()
        return await self.app.companions.register(
            RegisterCompanion.Command(user_id=user.id, base_rate=base_rate, **about)
        )

    async def companion(
        self, *, capacity: int = 1, tier: CompanionTier = CompanionTier.STANDARD, **about: Any
    ) -> Companion:
        applicant = await self.applicant(**about)
        companion = await self.app.companions.approve(applicant.id, self.admin_id)
        companion = evolve(companion, max_concurrent=capacity, type=tier)
        async with self.platform.store.begin() as work:
            await work.companions.save(companion)
        return companion

    async def promote(self, companion: Companion, tier: CompanionTier) -> None:
        async with self.platform.store.begin() as work:
            locked = await work.companions.lock(companion.id)
            await work.companions.save(evolve(locked, type=tier))

    async def booked(self, seeker: User, **criteria: Any) -> Session:
        criteria = {"type": SessionType.FOCUS, "planned_minutes": 30, **criteria}
        return await self.app.sessions.book(BookSession.Command(seeker_id=seeker.id, **criteria))

    async def goal(self, session: Session, *keywords: str) -> Goal:
        return await self.app.goals.set(
            SetGoal.Command(
                user_id=session.seeker_id,
                session_id=session.id,
                title="Write the report",
                description="From outline to a draft",
                success_criteria=("A draft exists",),
                keywords=keywords,
            )
        )

    async def select(self, session: Session, companion_id: CompanionId) -> Session:
        command = SelectCompanion.Command(user_id=session.seeker_id, session_id=session.id, companion_id=companion_id)
        return await self.app.matching.select(command)

    async def authorize(self, session: Session, method_id: str | None = VISA) -> Payment:
        return await self.app.payments.authorize(
            AuthorizePayment.Command(user_id=session.seeker_id, session_id=session.id, method_id=method_id)
        )

    async def open_page(self, session: Session, language: str = "en", *, is_repeat: bool = False) -> Payment:
        command = OpenPaymentPage.Command(
            user_id=session.seeker_id, session_id=session.id, language=language, is_repeat=is_repeat
        )
        return await self.app.payments.open_page(command)

    async def move(
        self, session: Session, user_id: UserId | None, action: SessionAction, reason: str | None = None
    ) -> Session:
        assert user_id is not None
        command = ChangeSessionStatus.Command(session_id=session.id, user_id=user_id, action=action, reason=reason)
        return await self.app.sessions.change_status(command)

    async def refund(self, payment: Payment, amount: Money | None = None) -> Payment:
        return await self.app.payments.refund(RefundPayment.Command(payment_id=payment.id, amount=amount))

    async def rate(self, session: Session, rater_id: UserId | None, overall: int = 5, **about: Any) -> Rating:
        assert rater_id is not None
        return await self.app.ratings.rate(
            RateSession.Command(rater_id=rater_id, session_id=session.id, scores=Scores(overall=overall), **about)
        )

    async def matched(self, companion: Companion, seeker: User | None = None, **criteria: Any) -> Session:
        session = await self.booked(seeker or await self.seeker(), **criteria)
        return await self.select(session, companion.id)

    async def paid(self, companion: Companion, seeker: User | None = None, **criteria: Any) -> Session:
        session = await self.matched(companion, seeker, **criteria)
        await self.authorize(session)
        return await self.session(session.id)

    async def ready(self, companion: Companion, seeker: User | None = None, **criteria: Any) -> Session:
        session = await self.paid(companion, seeker, **criteria)
        await self.move(session, session.seeker_id, SessionAction.READY)
        return await self.move(session, session.companion_user_id, SessionAction.READY)

    async def running(self, companion: Companion, seeker: User | None = None, **criteria: Any) -> Session:
        session = await self.ready(companion, seeker, **criteria)
        return await self.move(session, session.seeker_id, SessionAction.START)

    async def ended(self, companion: Companion, seeker: User | None = None, **criteria: Any) -> Session:
        session = await self.running(companion, seeker, **criteria)
        self.after(minutes=session.planned_minutes)
        return await self.move(session, session.seeker_id, SessionAction.END)

    async def partner(self, of: UserId) -> User:
        """Returns a user who had a paid session with this user long ago."""
        seeker = await self.seeker()
        session = a_session(
            seeker_id=seeker.id,
            companion_id=an_id(),
            companion_user_id=of,
            status=SessionStatus.COMPLETED,
            started_at=NOW,
            ended_at=NOW,
        )
        payment = a_payment(session_id=session.id, payer_id=seeker.id, status=PaymentStatus.CAPTURED)
        async with self.platform.store.begin() as work:
            await work.sessions.add(session)
            await work.payments.add(payment)
        return seeker

    async def session(self, session_id: SessionId) -> Session:
        session = self.platform.store.tables.sessions.get(session_id)
        assert session is not None
        return session

    async def payment_of(self, session: Session) -> Payment:
        """The live payment of a session, or else its newest."""
        theirs = [one for one in self._payments() if one.session_id == session.id]
        return next((one for one in theirs if one.status in LIVE), theirs[0])

    async def payments_of(self, payer_id: UserId) -> list[Payment]:
        """The payments that a user made, newest first."""
        return [one for one in self._payments() if one.payer_id == payer_id]

    def _payments(self) -> list[Payment]:
        made = self.platform.store.tables.payments.values()
        return sorted(made, key=lambda one: (one.created_at, one.id), reverse=True)

    async def earned(self, user_id: UserId | None) -> Money:
        """The sum of the postings to a companion's account."""
        tables = self.platform.store.tables
        own = {one.id for one in tables.companions.values() if one.user_id == user_id}
        postings = (one for one in tables.postings.values() if one.account is LedgerAccount.COMPANION)
        return Money(sum(one.minor for one in postings if one.owner_id in own))

    async def user(self, user_id: UserId | None) -> User:
        user = self.platform.store.tables.users.get(user_id) if user_id else None
        assert user is not None
        return user

    async def payment(self, payment_id: PaymentId) -> Payment:
        payment = self.platform.store.tables.payments.get(payment_id)
        assert payment is not None
        return payment

    async def profile(self, companion: Companion) -> Companion:
        found = self.platform.store.tables.companions.get(companion.id)
        assert found is not None
        return found


def a_world(
    reports_count: ReportsCount = ReportsCount.MET,
    quotas: Quotas = QUOTAS,
    *,
    requires_identity: bool = False,
    requires_admin_factor: bool = False,
) -> World:
    """Returns an empty world whose clock stands at Monday, 09:00 UTC."""
    clock = ManualClock()
    platform = in_memory_platform(
        clock=clock,
        reports_count=reports_count,
        quotas=quotas,
        requires_identity=requires_identity,
        requires_admin_factor=requires_admin_factor,
    )
    return World(clock, platform)


def viewer(user_id: UserId | None, role: UserRole = UserRole.USER) -> Viewer:
    assert user_id is not None
    return Viewer(user_id, role)
