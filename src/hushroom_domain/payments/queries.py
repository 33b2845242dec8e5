"""What can be asked about payments; each question is one statement."""

from typing import Protocol

from attrs import frozen

from hushroom_domain.accounts.model import Viewer
from hushroom_domain.payments.model import Payment
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import PaymentId, SessionId, UserId
from hushroom_domain.shared.money import ZERO, Money


@frozen
class PaymentView:
    """A payment with its session."""

    payment: Payment
    session: Session


@frozen(kw_only=True)
class Earnings:
    """What a companion has earned, by the ledger; `completed_payouts` is a count."""

    total: Money = ZERO
    pending: Money = ZERO
    completed_payouts: int = 0
    recent: tuple[Payment, ...] = ()


class PaymentViews(Protocol):
    """Reads about payments."""

    async def get(self, payment_id: PaymentId, viewer: Viewer) -> PaymentView | None:
        """The payment, if the viewer is its payer, the session's companion or an admin."""
        ...

    async def of_user(self, user_id: UserId) -> tuple[Payment, ...]:
        """The payments that this user made, newest first, 500 at most."""
        ...

    async def of_session(self, session_id: SessionId) -> Payment | None:
        """The session's live payment, else its newest; the caller has checked who asks."""
        ...

    async def earnings(self, user_id: UserId) -> Earnings:
        """Sums of the ledger for the user's companion profile, and its 20 newest captured payments."""
        ...
