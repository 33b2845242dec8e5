"""The form of the page of prices that works out the amount of a session, and its parts by tier."""

from collections.abc import Mapping

from attrs import frozen

from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.companions.policy import BASE_RATE
from hushroom_domain.payments.policy import COMMISSION_BASIS_POINTS
from hushroom_domain.payments.rules.commission import Split, price, split
from hushroom_domain.sessions.policy import DEFAULT_PLANNED_MINUTES, PLANNED_MINUTES
from hushroom_domain.shared.errors import FieldProblem, raise_for_fields
from hushroom_domain.shared.money import Money
from hushroom_http.pages.form_fields import Field
from hushroom_http.pages.forms import Form, Submission
from hushroom_http.pages.translations import N_

PRICE_FORM = Form(
    (
        Field(name="rate", label=N_("Price of one hour in euros"), limit=BASE_RATE),
        Field(name="minutes", label=N_("Minutes"), kind="number", limit=PLANNED_MINUTES),
    )
).filled(minutes=str(DEFAULT_PLANNED_MINUTES))


@frozen
class Quote:
    """The price of a session, and how it is split in each tier."""

    minutes: int
    price: Money
    splits: Mapping[CompanionTier, Split]


def quote_of(sent: Submission) -> Quote:
    """Returns the quote for a price of one hour and a number of minutes. Raises: ValidationFailed."""
    rate, minutes = sent.money("rate"), sent.number("minutes")
    wrong = (("rate", BASE_RATE.wrong(rate)), ("minutes", PLANNED_MINUTES.wrong(minutes)))
    raise_for_fields(*(FieldProblem(name, message) for name, message in wrong if message))
    amount = price(rate, minutes)
    splits = {tier: split(amount, commission) for tier, commission in COMMISSION_BASIS_POINTS.items()}
    return Quote(minutes, amount, splits)
