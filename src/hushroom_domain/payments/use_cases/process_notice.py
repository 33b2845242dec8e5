"""Acting on a notice of the provider."""

from attrs import frozen

from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.ports import Notice, PaymentGateway, PaymentWork
from hushroom_domain.payments.services.payout_accounts import record_account
from hushroom_domain.payments.services.provider_calls import RetrieveIntent, looking_call
from hushroom_domain.payments.services.reconciler import PaymentReconciler
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ProcessNotice:
    """Retrieves the object that a notice is about and records its state, so that order and repetition do not matter.

    Raises: ProviderUnavailable, RequestRefused.
    """

    begin: Begin[PaymentWork]
    clock: Clock
    gateway: PaymentGateway
    reconciler: PaymentReconciler

    async def __call__(self, notice_id: str) -> None:
        async with self.begin() as work:
            notice = await work.inbox.get(notice_id)
        if notice is None:
            return
        await self._refresh_payment(notice)
        if notice.account_id is not None:
            await self._refresh_account(notice.account_id)
        async with self.begin() as work:
            await work.inbox.done(notice_id, self.clock.now())

    async def _refresh_payment(self, notice: Notice) -> None:
        intent_id = notice.intent_id or await self._intent_of_subject(notice)
        async with self.begin() as work:
            payment = await _payment(work, notice, intent_id)
        if payment is None:
            return
        call = looking_call(payment) or (RetrieveIntent(intent_id) if intent_id and not payment.is_hosted else None)
        if call is not None:
            await self.reconciler.carry_out(payment, call)
        elif payment.is_hosted:  # The answer that named the page was lost.
            await self.reconciler.reconcile(payment.id)

    async def _intent_of_subject(self, notice: Notice) -> str | None:
        """Returns the intent of a notice that names only another object, such as a charge."""
        return await self.gateway.intent_of(*notice.subject) if notice.subject else None

    async def _refresh_account(self, account_id: str) -> None:
        async with self.begin() as work:
            companion = await work.companions.by_stripe_account(account_id)
        if companion is None:
            return
        state = await self.gateway.account(account_id)
        async with self.begin() as work:
            await record_account(work, account_id, state, self.clock.now())


async def _payment(work: PaymentWork, notice: Notice, intent_id: str | None) -> Payment | None:
    """Returns the notice's payment: by its intent, or by our id while the payment has no intent yet.

    An intent that carries our id while the payment has another one belongs to no payment.
    """
    if intent_id is not None:
        by_intent = await work.payments.by_intent(intent_id)
        if by_intent is not None:
            return by_intent
    by_id = await work.payments.get(notice.payment_id) if notice.payment_id else None
    return by_id if by_id is not None and by_id.intent_id in {None, intent_id} else None
