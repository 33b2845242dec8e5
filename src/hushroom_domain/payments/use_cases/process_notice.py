"""Act on a notice of the provider."""

from attrs import evolve, frozen

from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.ports import Notice, PaymentGateway, PaymentWork
from hushroom_domain.payments.recording import Recording
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ProcessNotice:
    """Go and look at what a notice is about, and record what is found there: order and repetition do not matter."""

    begin: Begin[PaymentWork]
    clock: Clock
    gateway: PaymentGateway
    recording: Recording

    async def __call__(self, notice_id: str) -> None:
        async with self.begin() as work:
            notice = await work.inbox.get(notice_id)
            payment = await _payment(work, notice) if notice else None
        if notice is None:
            return
        intent_id = notice.intent_id or (payment.intent_id if payment else None)
        if payment is not None and intent_id is not None:
            await self.recording.record(payment.id, await self.gateway.look(intent_id))
        if notice.account_id is not None:
            await self._update_account(notice.account_id)
        async with self.begin() as work:
            await work.inbox.done(notice_id, self.clock.now())

    async def _update_account(self, account_id: str) -> None:
        state = await self.gateway.account(account_id)
        async with self.begin() as work:
            found = await work.companions.by_stripe_account(account_id)
            if found is None:
                return
            companion = await work.companions.lock(found.id)
            companion = evolve(
                companion,
                charges_enabled=state.charges_enabled,
                payouts_enabled=state.payouts_enabled,
                updated_at=self.clock.now(),
            )
            await work.companions.save(companion)


async def _payment(work: PaymentWork, notice: Notice) -> Payment | None:
    """The payment a notice is about: by its intent, or by our id when the intent's id is not written down yet.

    An intent that calls itself ours while the payment has another one is not.
    """
    if notice.intent_id is not None:
        by_intent = await work.payments.by_intent(notice.intent_id)
        if by_intent is not None:
            return by_intent
    by_id = await work.payments.get(notice.payment_id) if notice.payment_id else None
    return by_id if by_id is not None and by_id.intent_id in {None, notice.intent_id} else None
