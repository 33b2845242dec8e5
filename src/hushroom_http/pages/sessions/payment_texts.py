"""The statuses of payments, as people read them."""

from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_http.pages.translations import N_

STATUSES = {
    PaymentStatus.PENDING: N_("waits for you"),
    PaymentStatus.AUTHORIZED: N_("held, not taken"),
    PaymentStatus.CAPTURED: N_("paid"),
    PaymentStatus.REFUNDED: N_("given back"),
    PaymentStatus.PARTIALLY_REFUNDED: N_("given back in part"),
    PaymentStatus.FAILED: N_("did not work"),
    PaymentStatus.CANCELLED: N_("released, nothing was taken"),
    PaymentStatus.DISPUTED: N_("disputed at the bank"),
}
BACK = {
    "left": N_("You came back without paying. Nothing was charged, and the hour is still kept for a while."),
    "paid": N_("This payment did not go through. Nothing was charged. You can try again."),
}
"""The words for a payer who comes back from the provider's page, by the way they came."""
