"""The use cases of payments, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.payments.ports import PaymentGateway, PaymentWork
from hushroom_domain.payments.queries import PaymentQueries
from hushroom_domain.payments.services.attempts import PaymentAttempts
from hushroom_domain.payments.services.reconciler import PaymentReconciler
from hushroom_domain.payments.use_cases.authorize_payment import AuthorizePayment
from hushroom_domain.payments.use_cases.capture_payment import CapturePayment
from hushroom_domain.payments.use_cases.delete_customer import DeleteCustomer
from hushroom_domain.payments.use_cases.expire_match import ExpireMatch
from hushroom_domain.payments.use_cases.onboard_companion import OnboardCompanion
from hushroom_domain.payments.use_cases.open_payment_page import OpenPaymentPage
from hushroom_domain.payments.use_cases.process_notice import ProcessNotice
from hushroom_domain.payments.use_cases.receive_notice import ReceiveNotice
from hushroom_domain.payments.use_cases.recheck_captured_payments import RecheckCapturedPayments
from hushroom_domain.payments.use_cases.reconcile_payment import ReconcilePayment
from hushroom_domain.payments.use_cases.refund_payment import RefundPayment
from hushroom_domain.payments.use_cases.release_hold import ReleaseHold
from hushroom_domain.payments.use_cases.request_status_check import RequestStatusCheck
from hushroom_domain.payments.use_cases.settle_payment import SettlePayment
from hushroom_domain.payments.use_cases.sweep_payments import SweepPayments
from hushroom_domain.shared.ports import SharedPorts

__all__ = ["PaymentPorts", "PaymentQueries", "PaymentUseCases", "PaymentWork"]


@frozen(kw_only=True)
class PaymentPorts:
    """The ports that only payments need."""

    gateway: PaymentGateway


@frozen(kw_only=True)
class PaymentUseCases:
    """The use cases of payments."""

    authorize: AuthorizePayment
    open_page: OpenPaymentPage
    capture: CapturePayment
    settle: SettlePayment
    refund: RefundPayment
    reconcile: ReconcilePayment
    release_hold: ReleaseHold
    request_status_check: RequestStatusCheck
    expire_match: ExpireMatch
    sweep: SweepPayments
    recheck_captured: RecheckCapturedPayments
    receive_notice: ReceiveNotice
    process_notice: ProcessNotice
    onboard: OnboardCompanion
    delete_customer: DeleteCustomer

    @classmethod
    def of(cls, ports: SharedPorts[PaymentWork], own: PaymentPorts) -> Self:
        """Builds the use cases on these ports."""
        reconciler = PaymentReconciler(ports.begin, ports.clock, own.gateway)
        attempts = PaymentAttempts(ports.begin, ports.clock, ports.ids, reconciler)
        step_up = StepUp(ports.clock)
        return cls(
            authorize=AuthorizePayment(attempts, reconciler),
            open_page=OpenPaymentPage(attempts, reconciler),
            capture=CapturePayment(ports.begin, ports.clock, reconciler, step_up),
            settle=SettlePayment(ports.begin, ports.clock),
            refund=RefundPayment(ports.begin, ports.clock, ports.ids, reconciler, step_up),
            reconcile=ReconcilePayment(reconciler),
            release_hold=ReleaseHold(ports.begin, reconciler),
            request_status_check=RequestStatusCheck(ports.begin, ports.clock),
            expire_match=ExpireMatch(ports.begin, ports.clock, reconciler),
            sweep=SweepPayments(ports.begin, ports.clock),
            recheck_captured=RecheckCapturedPayments(ports.begin, ports.clock),
            receive_notice=ReceiveNotice(ports.begin, ports.clock),
            process_notice=ProcessNotice(ports.begin, ports.clock, own.gateway, reconciler),
            onboard=OnboardCompanion(ports.begin, ports.clock, own.gateway, step_up),
            delete_customer=DeleteCustomer(own.gateway),
        )
