"""The use cases of payments, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.payments.ports import PaymentGateway, PaymentWork
from hushroom_domain.payments.pursuit import Pursuit
from hushroom_domain.payments.queries import PaymentViews
from hushroom_domain.payments.recording import Recording
from hushroom_domain.payments.renewing import Renewing
from hushroom_domain.payments.use_cases.ask_for_look import AskForLook
from hushroom_domain.payments.use_cases.authorize_payment import AuthorizePayment
from hushroom_domain.payments.use_cases.capture_payment import CapturePayment
from hushroom_domain.payments.use_cases.expire_match import ExpireMatch
from hushroom_domain.payments.use_cases.onboard_companion import OnboardCompanion
from hushroom_domain.payments.use_cases.process_notice import ProcessNotice
from hushroom_domain.payments.use_cases.pursue_payment import PursuePayment
from hushroom_domain.payments.use_cases.receive_notice import ReceiveNotice
from hushroom_domain.payments.use_cases.reconcile_payments import ReconcilePayments
from hushroom_domain.payments.use_cases.refund_payment import RefundPayment
from hushroom_domain.payments.use_cases.release_hold import ReleaseHold
from hushroom_domain.payments.use_cases.settle_payment import SettlePayment
from hushroom_domain.payments.use_cases.sweep_payments import SweepPayments
from hushroom_domain.shared.ports import SharedPorts

__all__ = ["PaymentPorts", "PaymentUseCases", "PaymentViews", "PaymentWork"]


@frozen(kw_only=True)
class PaymentPorts:
    """The outside world of payments."""

    gateway: PaymentGateway


@frozen(kw_only=True)
class PaymentUseCases:
    """The use cases of payments."""

    authorize: AuthorizePayment
    capture: CapturePayment
    settle: SettlePayment
    refund: RefundPayment
    pursue: PursuePayment
    release_hold: ReleaseHold
    ask_for_look: AskForLook
    expire_match: ExpireMatch
    sweep: SweepPayments
    reconcile: ReconcilePayments
    receive_notice: ReceiveNotice
    process_notice: ProcessNotice
    onboard: OnboardCompanion

    @classmethod
    def of(cls, ports: SharedPorts[PaymentWork], own: PaymentPorts) -> Self:
        """Builds the use cases on these ports."""
        recording = Recording(ports.begin, ports.clock)
        pursuit = Pursuit(
            ports.begin, ports.clock, own.gateway, recording, Renewing(ports.begin, ports.clock, own.gateway)
        )
        return cls(
            authorize=AuthorizePayment(ports.begin, ports.clock, ports.ids, own.gateway, recording, pursuit),
            capture=CapturePayment(ports.begin, ports.clock, pursuit),
            settle=SettlePayment(ports.begin, ports.clock),
            refund=RefundPayment(ports.begin, ports.clock, ports.ids, pursuit),
            pursue=PursuePayment(pursuit),
            release_hold=ReleaseHold(ports.begin, own.gateway),
            ask_for_look=AskForLook(ports.begin, ports.clock),
            expire_match=ExpireMatch(ports.begin, ports.clock, own.gateway, recording, pursuit),
            sweep=SweepPayments(ports.begin, ports.clock),
            reconcile=ReconcilePayments(ports.begin, ports.clock),
            receive_notice=ReceiveNotice(ports.begin, ports.clock),
            process_notice=ProcessNotice(ports.begin, ports.clock, own.gateway, recording),
            onboard=OnboardCompanion(ports.begin, ports.clock, own.gateway),
        )
