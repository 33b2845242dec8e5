"""Storing a notice of the provider."""

from attrs import frozen

from hushroom_domain.payments.events import NoticeReceived, VerificationReported
from hushroom_domain.payments.policy import VERIFICATION_KIND
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
                if notice.subject is not None and notice.subject[0] == VERIFICATION_KIND:
                    await work.outbox.add([VerificationReported(notice.subject[1])])
        return is_new
