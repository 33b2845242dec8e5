"""Holding the money for a session."""

from typing import Annotated

from attrs import frozen

from hushroom_domain.payments.errors import PaymentDeclined, ProviderUnavailable
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.policy import ATTEMPT_LEASE, CALLED_OFF, METHOD_ID
from hushroom_domain.payments.rules.provider_snapshot import IntentState, ProviderSnapshot
from hushroom_domain.payments.services.attempts import Attempt, PaymentAttempts
from hushroom_domain.payments.services.provider_calls import ConfirmIntent
from hushroom_domain.payments.services.reconciler import PaymentReconciler
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.inputs import Named, ValidatedInput


@frozen
class AuthorizePayment:
    """Holds the price of a session at the provider, on the given card or on one that the payer enters later.

    A payment that waits for its payer can be tried again with another card; its hosted page is closed first. After
    ProviderUnavailable the same call takes up the same payment half a minute later; RequestRefused is raised for a card
    that the provider does not know.

    Raises: SessionNotFound, NotPayer, AlreadyPaid, PaymentUnderWay, NotMatched, AmountTooSmall, PaymentDeclined,
    RequestRefused, ProviderUnavailable.
    """

    attempts: PaymentAttempts
    reconciler: PaymentReconciler

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        session_id: SessionId
        method_id: Annotated[str | None, METHOD_ID, Named("paymentMethodId")] = None
        is_repeat: bool = False
        """True when the same request may have been carried out before; then money that is held already is no error."""

    async def __call__(self, command: Command) -> Payment:
        payment = await self.attempts.begun(
            Attempt(
                user_id=command.user_id,
                session_id=command.session_id,
                method_id=command.method_id,
                is_repeat=command.is_repeat,
            )
        )
        if payment.status is not PaymentStatus.PENDING:
            return payment
        try:
            return await self._held(payment, command)
        except ProviderUnavailable as refusal:
            # Before that, this attempt counts as under way, and the same call would be refused.
            raise ProviderUnavailable(retry_after_seconds=int(ATTEMPT_LEASE.total_seconds())) from refusal

    async def _held(self, payment: Payment, command: Command) -> Payment:
        payment = await self.reconciler.opened(payment)
        if payment.status is PaymentStatus.CANCELLED:
            raise PaymentDeclined(CALLED_OFF)
        assert payment.intent_id is not None
        if command.method_id is None:
            return payment
        result = await self.reconciler.carry_out(payment, ConfirmIntent(payment.intent_id, command.method_id))
        if result.refusal is not None:
            raise result.refusal
        _raise_for_declined(result.snapshot)
        return result.payment


def _raise_for_declined(snapshot: ProviderSnapshot | None) -> None:
    assert snapshot is not None
    if snapshot.state in {IntentState.FAILED, IntentState.MISSING}:
        raise PaymentDeclined(snapshot.failure)
    if snapshot.state is IntentState.CANCELLED:
        raise PaymentDeclined(CALLED_OFF)
