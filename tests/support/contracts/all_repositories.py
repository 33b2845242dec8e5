"""All repository contract tests in one class, which PostgreSQL and the in-memory platform both pass."""

from tests.support.contracts.administration import AdministrationContract
from tests.support.contracts.availability import AvailabilityContract
from tests.support.contracts.candidates import CandidatesContract
from tests.support.contracts.companions import CompanionsContract
from tests.support.contracts.drift import DriftContract
from tests.support.contracts.email_changes import EmailChangesContract
from tests.support.contracts.identity import IdentityContract
from tests.support.contracts.linked_identities import LinkedIdentityContract
from tests.support.contracts.matching import MatchingContract
from tests.support.contracts.media import MediaContract
from tests.support.contracts.moderation import ModerationContract
from tests.support.contracts.notifications import NotificationsContract
from tests.support.contracts.payments import PaymentsContract
from tests.support.contracts.quotas import QuotasContract
from tests.support.contracts.ratings import RatingsContract
from tests.support.contracts.sessions import SessionsContract


class RepositoriesContract(
    IdentityContract,
    LinkedIdentityContract,
    EmailChangesContract,
    CompanionsContract,
    AvailabilityContract,
    SessionsContract,
    MediaContract,
    MatchingContract,
    CandidatesContract,
    PaymentsContract,
    RatingsContract,
    DriftContract,
    ModerationContract,
    NotificationsContract,
    QuotasContract,
    AdministrationContract,
):
    """Tests to inherit; the subclass defines the fixture `kept`."""
