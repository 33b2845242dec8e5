"""What can be asked about payments."""

from attrs import frozen

from hushroom_adapters.memory.goals import goal_of
from hushroom_adapters.memory.payments import live_payment_of
from hushroom_adapters.memory.queries.persons import person_of
from hushroom_adapters.memory.queries.sessions import companion_seen_with
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.identity.model import Viewer
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.policy import RECENT_PAYOUTS
from hushroom_domain.payments.queries import PAYMENT_LIST, Earned, Earnings, PaymentView
from hushroom_domain.payments.rules.posting import LedgerAccount
from hushroom_domain.payments.state_machine import EARNED, PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import CompanionId, PaymentId, SessionId, UserId
from hushroom_domain.shared.money import ZERO, Money
from hushroom_domain.shared.paging import Slice, Window


@frozen
class MemoryPaymentQueries:
    """Implements `PaymentQueries`."""

    tables: Tables

    async def get(self, payment_id: PaymentId, viewer: Viewer) -> PaymentView | None:
        payment = self.tables.payments.get(payment_id)
        session = self.tables.sessions.get(payment.session_id) if payment else None
        if payment is None or session is None:
            return None
        may_see = viewer.is_admin or viewer.user_id in {payment.payer_id, session.companion_user_id}
        return self._view(payment, session) if may_see else None

    async def of_user(self, user_id: UserId, window: Window) -> Slice[PaymentView]:
        theirs = (one for one in self.tables.payments.values() if one.payer_id == user_id)
        return PAYMENT_LIST.slice((self._view(one, self._session(one)) for one in theirs), window)

    async def of_session(self, session_id: SessionId) -> Payment | None:
        newest = _newest([one for one in self.tables.payments.values() if one.session_id == session_id])
        return live_payment_of(self.tables, session_id) or next(iter(newest), None)

    async def earnings(self, user_id: UserId) -> Earnings:
        own = next((one.id for one in self.tables.companions.values() if one.user_id == user_id), None)
        if own is None:
            return Earnings()
        theirs = [one for one in self.tables.payments.values() if one.companion_id == own and one.status in EARNED]
        held = [one for one in theirs if one.status is PaymentStatus.AUTHORIZED]
        return Earnings(
            total=self._total(own),
            pending=sum((one.split.share for one in held), ZERO),
            completed_payouts=len(theirs) - len(held),
            recent=tuple(map(self._earned, _newest(theirs)[:RECENT_PAYOUTS])),
        )

    def _view(self, payment: Payment, session: Session) -> PaymentView:
        return PaymentView(
            payment=payment,
            session=session,
            goal=goal_of(self.tables, session.id),
            companion=companion_seen_with(self.tables, session),
        )

    def _earned(self, payment: Payment) -> Earned:
        session = self._session(payment)
        return Earned(
            payment=payment,
            session=session,
            goal=goal_of(self.tables, session.id),
            seeker=person_of(self.tables, session.seeker_id),
        )

    def _session(self, payment: Payment) -> Session:
        session = self.tables.sessions.get(payment.session_id)
        assert session is not None, "a payment is for a session"
        return session

    def _total(self, companion_id: CompanionId) -> Money:
        return Money(
            sum(
                posting.minor
                for posting in self.tables.postings.values()
                if posting.account is LedgerAccount.COMPANION and posting.owner_id == companion_id
            )
        )


def _newest(payments: list[Payment]) -> tuple[Payment, ...]:
    return tuple(sorted(payments, key=lambda payment: (payment.created_at, payment.id.int), reverse=True))
