"""Storing a notice of the provider."""

from attrs import frozen

from hushroom_domain.payments.events import NoticeReceived
from hushroom_domain.payments.ports import Notice, PaymentWork
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ReceiveNotice:
    """Stores a verified notice once and announces it; returns whether it is new."""

    begin: Begin[PaymentWork]
    clock: Clock

    async def __call__(self, notice: Notice) -> bool:
        async with self.begin() as work:
            is_new = await work.inbox.add(notice, self.clock.now())
            if is_new:
                await work.outbox.add([NoticeReceived(notice.id)])
        return is_new
