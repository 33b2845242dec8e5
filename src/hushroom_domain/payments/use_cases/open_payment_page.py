"""Opening the provider's hosted page for a payment."""

from typing import Annotated

from attrs import frozen

from hushroom_domain.payments.errors import AlreadyPaid, PaymentDeclined, ProviderUnavailable
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.policy import ATTEMPT_LEASE, CALLED_OFF, PAGE_LANGUAGE
from hushroom_domain.payments.services.attempts import Attempt, PaymentAttempts
from hushroom_domain.payments.services.reconciler import PaymentReconciler
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.inputs import Named, ValidatedInput


@frozen
class OpenPaymentPage:
    """Opens the provider's page on which the payer enters a card, and returns the payment with the page's URL.

    A page that is open already is returned again, after a look at the provider that it still is. The page of a payment
    that has expired is replaced by the page of another payment. An intent that waits for a card of the client is
    cancelled first.

    Raises: SessionNotFound, NotPayer, AlreadyPaid, PaymentUnderWay, NotMatched, AmountTooSmall, PaymentDeclined,
    RequestRefused, ProviderUnavailable.
    """

    attempts: PaymentAttempts
    reconciler: PaymentReconciler

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        session_id: SessionId
        language: Annotated[str, PAGE_LANGUAGE, Named("language")] = "en"
        is_repeat: bool = False
        """True when the same request may have been carried out before; then money that is held already is no error."""

    async def __call__(self, command: Command) -> Payment:
        attempt = Attempt(
            user_id=command.user_id,
            session_id=command.session_id,
            page_language=command.language,
            is_repeat=command.is_repeat,
        )
        try:
            payment = await self._open_page(attempt)
            if payment.status is PaymentStatus.CANCELLED:  # The page of an earlier visit had expired.
                payment = await self._open_page(attempt)
        except ProviderUnavailable as refusal:
            raise ProviderUnavailable(retry_after_seconds=int(ATTEMPT_LEASE.total_seconds())) from refusal
        if payment.status is PaymentStatus.CANCELLED:
            raise PaymentDeclined(CALLED_OFF)
        if payment.page_url is None or (payment.status is not PaymentStatus.PENDING and not command.is_repeat):
            raise AlreadyPaid
        return payment

    async def _open_page(self, attempt: Attempt) -> Payment:
        payment = await self.attempts.begun(attempt)
        if payment.status is not PaymentStatus.PENDING:
            return payment
        if payment.page_id is None:
            return await self.reconciler.opened(payment)
        return await self.reconciler.looked_at(payment)
