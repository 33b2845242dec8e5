"""The errors of payments."""

from hushroom_domain.shared.errors import Forbidden, NotFound, RuleViolated, Unavailable, ValidationFailed


class PaymentNotFound(NotFound):
    code = "payment.not_found"
    message = "Payment not found"


class AlreadyPaid(RuleViolated):
    code = "payment.already_paid"
    message = "Session already has a payment"


class PaymentUnderWay(RuleViolated):
    code = "payment.under_way"
    message = "A payment for this session is under way; try again in half a minute"


class NotMatched(RuleViolated):
    code = "payment.session_not_matched"
    message = "Session must be matched before it is paid"


class AmountTooSmall(RuleViolated):
    code = "payment.amount_too_small"
    message = "The amount is below the smallest that can be charged (0.50 EUR)"


class PaymentDeclined(RuleViolated):
    """The card was declined; the message is the provider's reason in words."""

    code = "payment.declined"
    message = "The card was declined"


class SessionNotOver(RuleViolated):
    code = "payment.session_not_over"
    message = "A payment can be captured only after the session ended"


class NotCapturable(RuleViolated):
    code = "payment.not_capturable"
    message = "The payment holds no money that could be captured"


class NotRefundable(RuleViolated):
    code = "payment.not_refundable"
    message = "Only a captured payment can be refunded"


class RefundTooLarge(RuleViolated):
    code = "payment.refund_too_large"
    message = "Refunds cannot exceed what was captured"


class NotPayee(Forbidden):
    code = "payment.not_payee"
    message = "Only the session's companion or an administrator may do this"


class NotPayer(Forbidden):
    code = "payment.not_payer"
    message = "Only the session's owner may pay for it"


class ProviderUnavailable(Unavailable):
    code = "payment.provider_unavailable"
    message = "The payment provider does not answer right now"


class RequestRefused(RuleViolated):
    """The provider refused the request for good, for another reason than a declined card."""

    code = "payment.request_refused"
    message = "The payment provider refused the request"


class NoticeNotSigned(ValidationFailed):
    """The notice bears no valid signature of the provider, or an old one."""

    code = "payment.webhook.bad_signature"
    message = "The signature is missing, wrong or more than five minutes away"


class ObjectMissing(RequestRefused):
    """The provider does not have the object, or denies access to it: the same request never succeeds."""

    code = "payment.object_missing"
    message = "The payment provider does not know this any more"
