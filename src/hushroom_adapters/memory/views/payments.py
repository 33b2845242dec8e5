"""What can be asked about payments."""

from attrs import frozen

from hushroom_adapters.memory.payments import live_payment_of
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.accounts.model import Viewer
from hushroom_domain.payments.ledger import Account
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.policy import RECENT_PAYOUTS
from hushroom_domain.payments.queries import Earnings, PaymentView
from hushroom_domain.shared.ids import CompanionId, PaymentId, SessionId, UserId
from hushroom_domain.shared.money import Money

MOST = 500


@frozen
class MemoryPaymentViews:
    """Implements `PaymentViews`."""

    tables: Tables

    async def get(self, payment_id: PaymentId, viewer: Viewer) -> PaymentView | None:
        payment = self.tables.payments.get(payment_id)
        session = self.tables.sessions.get(payment.session_id) if payment else None
        if payment is None or session is None:
            return None
        may_see = viewer.is_admin or viewer.user_id in {payment.payer_id, session.companion_user_id}
        return PaymentView(payment, session) if may_see else None

    async def of_user(self, user_id: UserId) -> tuple[Payment, ...]:
        return _newest([one for one in self.tables.payments.values() if one.payer_id == user_id])[:MOST]

    async def of_session(self, session_id: SessionId) -> Payment | None:
        newest = _newest([one for one in self.tables.payments.values() if one.session_id == session_id])
        return live_payment_of(self.tables, session_id) or next(iter(newest), None)

    async def earnings(self, user_id: UserId) -> Earnings:
        own = next((one.id for one in self.tables.companions.values() if one.user_id == user_id), None)
        if own is None:
            return Earnings()
        earned = self._earned(own)
        captured = [one for one in self.tables.payments.values() if one.companion_id == own and one.captured_at]
        newest_first = sorted(captured, key=lambda one: (one.captured_at, one.id), reverse=True)
        return Earnings(total=earned, pending=earned, recent=tuple(newest_first[:RECENT_PAYOUTS]))

    def _earned(self, companion_id: CompanionId) -> Money:
        return Money(
            sum(
                posting.minor
                for posting in self.tables.postings.values()
                if posting.account is Account.COMPANION and posting.owner_id == companion_id
            )
        )


def _newest(payments: list[Payment]) -> tuple[Payment, ...]:
    return tuple(sorted(payments, key=lambda payment: (payment.created_at, payment.id.int), reverse=True))
