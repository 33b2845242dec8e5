"""The application: one line per feature for its part of a transaction, its query port, its ports and its use cases."""

from typing import Protocol

from attrs import frozen

from hushroom_domain.administration.feature import AdministrationUseCases, AdminQueries, AdminWork
from hushroom_domain.availability.feature import AvailabilityQueries, AvailabilityUseCases, AvailabilityWork
from hushroom_domain.companions.feature import CompanionPorts, CompanionQueries, CompanionUseCases, CompanionWork
from hushroom_domain.contracts.feature import ContractQueries, ContractUseCases, ContractWork
from hushroom_domain.drift.feature import DriftQueries, DriftUseCases, DriftWork
from hushroom_domain.goals.feature import GoalQueries, GoalUseCases, GoalWork
from hushroom_domain.identity.feature import DeviceQueries, IdentityPorts, IdentityUseCases, IdentityWork, UserQueries
from hushroom_domain.identity.queries import RecoveryQueries
from hushroom_domain.matching.feature import MatchingPorts, MatchingUseCases, MatchingWork
from hushroom_domain.media.feature import MediaPorts, MediaUseCases, MediaWork
from hushroom_domain.moderation.feature import (
    ModerationPorts,
    ModerationQueries,
    ModerationUseCases,
    ModerationWork,
)
from hushroom_domain.notifications.feature import (
    NotificationPorts,
    NotificationQueries,
    NotificationUseCases,
    NotificationWork,
)
from hushroom_domain.payments.feature import PaymentPorts, PaymentQueries, PaymentUseCases, PaymentWork
from hushroom_domain.queries import UseCaseQueries
from hushroom_domain.ratings.feature import RatingQueries, RatingUseCases, RatingWork
from hushroom_domain.sessions.feature import SessionQueries, SessionUseCases, SessionWork
from hushroom_domain.shared.ports import Begin, Clock, Ids
from hushroom_domain.shared.quotas import QUOTAS, Quotas
from hushroom_domain.verification.feature import VerificationPorts, VerificationUseCases, VerificationWork


class Work(
    IdentityWork,
    CompanionWork,
    AvailabilityWork,
    GoalWork,
    ContractWork,
    SessionWork,
    MediaWork,
    MatchingWork,
    PaymentWork,
    VerificationWork,
    RatingWork,
    DriftWork,
    ModerationWork,
    NotificationWork,
    AdminWork,
    Protocol,
):
    """One transaction with all repositories; a use case sees the part of its feature."""


@frozen(kw_only=True)
class Queries:
    """The query ports that no use case needs: the surfaces read them, and only a database implements them."""

    users: UserQueries
    devices: DeviceQueries
    recoveries: RecoveryQueries
    companions: CompanionQueries
    availability: AvailabilityQueries
    goals: GoalQueries
    contracts: ContractQueries
    sessions: SessionQueries
    drift: DriftQueries
    payments: PaymentQueries
    ratings: RatingQueries
    moderation: ModerationQueries
    notifications: NotificationQueries
    admin: AdminQueries


@frozen(kw_only=True)
class Ports:
    """The outside world of the application: `SharedPorts`, query ports, and the ports of single features."""

    begin: Begin[Work]
    queries: UseCaseQueries
    clock: Clock
    ids: Ids
    quotas: Quotas = QUOTAS
    identity: IdentityPorts
    companions: CompanionPorts
    verification: VerificationPorts
    matching: MatchingPorts
    media: MediaPorts
    payments: PaymentPorts
    notifications: NotificationPorts
    moderation: ModerationPorts


@frozen(kw_only=True)
class Application:
    """The use cases, by feature."""

    identity: IdentityUseCases
    companions: CompanionUseCases
    verification: VerificationUseCases
    availability: AvailabilityUseCases
    goals: GoalUseCases
    contracts: ContractUseCases
    sessions: SessionUseCases
    media: MediaUseCases
    matching: MatchingUseCases
    payments: PaymentUseCases
    ratings: RatingUseCases
    drift: DriftUseCases
    moderation: ModerationUseCases
    notifications: NotificationUseCases
    administration: AdministrationUseCases


def wire(ports: Ports) -> Application:
    """Builds the use cases of every feature."""
    return Application(
        identity=IdentityUseCases.of(ports, ports.identity, ports.queries.viewers),
        companions=CompanionUseCases.of(ports, ports.companions),
        verification=VerificationUseCases.of(ports, ports.verification),
        availability=AvailabilityUseCases.of(ports),
        goals=GoalUseCases.of(ports),
        contracts=ContractUseCases.of(ports),
        sessions=SessionUseCases.of(ports),
        media=MediaUseCases.of(ports, ports.media, ports.queries.media),
        matching=MatchingUseCases.of(ports, ports.matching, ports.queries.matching),
        payments=PaymentUseCases.of(ports, ports.payments),
        ratings=RatingUseCases.of(ports),
        drift=DriftUseCases.of(ports),
        moderation=ModerationUseCases.of(ports, ports.moderation),
        notifications=NotificationUseCases.of(ports, ports.notifications, ports.identity.opaque_tokens),
        administration=AdministrationUseCases.of(ports, ports.queries.exports, ports.identity),
    )
