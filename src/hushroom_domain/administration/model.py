"""Numbers, ratings and templates as administrators read them, and the entries of an export about tokens and devices.

The entries of an export have times and results, without content and secrets.
"""

from datetime import datetime
from typing import Annotated

from attrs import frozen

from hushroom_domain.contracts.model import ContractTemplate
from hushroom_domain.identity.queries import Contact
from hushroom_domain.ratings.model import Rating
from hushroom_domain.ratings.policy import STARS
from hushroom_domain.shared.ids import FamilyId, PushSubscriptionId, SessionId, TokenId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.limits import MOMENT
from hushroom_domain.shared.money import Money


@frozen(kw_only=True)
class Statistics:
    """The numbers of the platform: APPROVED companions, CAPTURED payments.

    The revenue is the balance of the platform's ledger account.
    """

    total_users: int
    total_companions: int
    total_sessions: int
    completed_sessions: int
    total_payments: int
    total_revenue: Money
    pending_reports: int


@frozen(kw_only=True)
class SignIn:
    """One refresh token of a sign-in, whose tokens are a family, or the sign-in of a browser with its last use."""

    id: TokenId
    family_id: FamilyId
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime


@frozen(kw_only=True)
class SentLink:
    """A mailed link, and the time at which it was used.

    `purpose` is the stored name, which may be one that only a later release knows.
    """

    id: TokenId
    purpose: str
    expires_at: datetime
    used_at: datetime | None
    created_at: datetime


@frozen(kw_only=True)
class PushDevice:
    """A browser of the user that takes push messages, without its address and its keys."""

    id: PushSubscriptionId
    sign_in_id: FamilyId
    created_at: datetime
    last_success_at: datetime | None


@frozen(kw_only=True)
class RatingRecord:
    """The administrators' view of a rating, with both people and the title of the session's goal."""

    rating: Rating
    rater: Contact
    rated: Contact
    goal_title: str | None = None


@frozen(kw_only=True)
class TemplateRecord:
    """A contract template with the number of contracts that were created from it."""

    template: ContractTemplate
    contracts: int


@frozen(kw_only=True)
class RatingSearch(ValidatedInput):
    """Selects ratings; None selects all.

    `person_id` is the rater or the rated user, `min_score` and `max_score` bound the overall score, both included.
    Ratings were made at `since` or later, and earlier than `before`.
    """

    session_id: SessionId | None = None
    person_id: UserId | None = None
    min_score: Annotated[int | None, STARS] = None
    max_score: Annotated[int | None, STARS] = None
    has_comment: bool | None = None
    since: Annotated[datetime | None, MOMENT] = None
    before: Annotated[datetime | None, MOMENT] = None
