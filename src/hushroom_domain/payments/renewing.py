"""Renewing: asking the provider for the hold that replaces one about to lapse, and writing the answer down."""

from collections.abc import Callable

from attrs import frozen

from hushroom_domain.payments.errors import RequestRefused
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.ports import HoldRequest, PaymentGateway, PaymentWork
from hushroom_domain.payments.recording import lock_pair
from hushroom_domain.payments.renewal import not_renewed, renewed, renewing
from hushroom_domain.shared.change import Change
from hushroom_domain.shared.ids import PaymentId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class Renewing:
    """Opens the new hold, notes which one it is, and only then lets it take money.

    So whatever dies in between, every hold with money in it is known to us, and is either used or let go.
    """

    begin: Begin[PaymentWork]
    clock: Clock
    gateway: PaymentGateway

    async def renew(self, payment: Payment) -> Payment:
        """The payment afterwards; refuses with `ProviderUnavailable`. A refusal of the bank's leaves the old hold."""
        try:
            payment = await self._opened(payment)
            if payment.next_intent_id is None:
                return payment
            hold = await self.gateway.confirm(payment.next_intent_id, payment.id, None)
        except RequestRefused:
            return await self._write(payment.id, lambda locked: not_renewed(locked, self.clock.now()))
        return await self._write(payment.id, lambda locked: renewed(locked, hold, self.clock.now()))

    async def _opened(self, payment: Payment) -> Payment:
        """The payment with the new hold opened, unless it is not wanted any more."""
        if payment.next_intent_id is not None:
            return payment
        assert payment.intent_id is not None
        hold = await self.gateway.renew(payment.intent_id, HoldRequest.of(payment), payment.attempted_at)
        return await self._write(payment.id, lambda locked: renewing(locked, hold.intent_id, self.clock.now()))

    async def _write(self, payment_id: PaymentId, step: Callable[[Payment], Change[Payment]]) -> Payment:
        async with self.begin() as work:
            _, payment = await lock_pair(work, payment_id)
            change = step(payment)
            if change.entity != payment:
                await work.payments.save(change.entity)
            await work.outbox.add(change.events)
        return change.entity
