"""The queries about payments; each one is one statement."""

from typing import Protocol

from attrs import frozen

from hushroom_domain.companions.queries import CompanionCard
from hushroom_domain.goals.model import Goal
from hushroom_domain.identity.model import Viewer
from hushroom_domain.identity.queries import Person
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import PaymentId, SessionId, UserId
from hushroom_domain.shared.money import ZERO, Money
from hushroom_domain.shared.paging import Order, Slice, Window


@frozen(kw_only=True)
class PaymentView:
    """A payment with its session, and the goal and the companion of that session."""

    payment: Payment
    session: Session
    goal: Goal | None = None
    companion: CompanionCard | None = None


@frozen(kw_only=True)
class Earned:
    """A payment for its companion: with the session, its goal and its seeker."""

    payment: Payment
    session: Session
    goal: Goal | None = None
    seeker: Person


PAYMENT_LIST = Order[PaymentView](lambda view: (view.payment.created_at, view.payment.id))
"""The order of lists of payments: newest first."""


EARNED_LIST = Order[Earned](lambda earned: (earned.payment.created_at, earned.payment.id))
"""The order of lists of earned payments: newest first."""


@frozen(kw_only=True)
class Earnings:
    """The earnings of a companion profile.

    `total` is the captured shares less refunds, by the ledger; `pending` is the shares of AUTHORIZED payments;
    `completed_payouts` is the number of CAPTURED payments; `recent` holds AUTHORIZED and CAPTURED payments.
    """

    total: Money = ZERO
    pending: Money = ZERO
    completed_payouts: int = 0
    recent: tuple[Earned, ...] = ()


class PaymentQueries(Protocol):
    """The queries about payments."""

    async def get(self, payment_id: PaymentId, viewer: Viewer) -> PaymentView | None:
        """Returns the payment if the viewer is its payer, the session's companion or an administrator, else None."""
        ...

    async def of_user(self, user_id: UserId, window: Window) -> Slice[PaymentView]:
        """Returns the payments of this payer, newest first."""
        ...

    async def of_session(self, session_id: SessionId) -> Payment | None:
        """Returns the session's live payment, else its newest; the caller checks the rights of the viewer."""
        ...

    async def earnings(self, user_id: UserId) -> Earnings:
        """Returns the earnings of the user's companion profile, with its 20 newest AUTHORIZED and CAPTURED payments."""
        ...

    async def earned(self, user_id: UserId, status: PaymentStatus | None, window: Window) -> Slice[Earned]:
        """Returns the AUTHORIZED and CAPTURED payments of the user's companion profile, newest first.

        A `status` selects those with it; none has any other status than these two.
        """
        ...
