"""All that is promised by whoever keeps the platform's rows: PostgreSQL and the memory pass the same tests."""

from tests.support.contracts.administration import AdministrationContract
from tests.support.contracts.availability import AvailabilityContract
from tests.support.contracts.companions import CompanionsContract
from tests.support.contracts.drift import DriftContract
from tests.support.contracts.identity import AccountsContract
from tests.support.contracts.matching import MatchingContract
from tests.support.contracts.media import MediaContract
from tests.support.contracts.moderation import ModerationContract
from tests.support.contracts.notifications import NotificationsContract
from tests.support.contracts.payments import PaymentsContract
from tests.support.contracts.quotas import QuotasContract
from tests.support.contracts.ratings import RatingsContract
from tests.support.contracts.sessions import SessionsContract


class KeepingContract(
    AccountsContract,
    CompanionsContract,
    AvailabilityContract,
    SessionsContract,
    MediaContract,
    MatchingContract,
    PaymentsContract,
    RatingsContract,
    DriftContract,
    ModerationContract,
    NotificationsContract,
    QuotasContract,
    AdministrationContract,
):
    """Inherit it and give a fixture `kept`."""
