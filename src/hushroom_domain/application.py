"""The application: one line per feature for its part of a transaction, its query port, its ports and its use cases."""

from typing import Protocol

from attrs import frozen

from hushroom_domain.accounts.feature import AccountWork, IdentityPorts, IdentityUseCases, UserViews
from hushroom_domain.administration.feature import AdministrationUseCases, AdminViews, AdminWork, ExportViews
from hushroom_domain.availability.feature import AvailabilityUseCases, AvailabilityViews, AvailabilityWork
from hushroom_domain.companions.feature import CompanionUseCases, CompanionViews, CompanionWork
from hushroom_domain.contracts.feature import ContractUseCases, ContractViews, ContractWork
from hushroom_domain.drift.feature import DriftUseCases, DriftWork
from hushroom_domain.goals.feature import GoalUseCases, GoalViews, GoalWork
from hushroom_domain.matching.feature import MatchingPorts, MatchingUseCases, MatchingViews, MatchingWork
from hushroom_domain.media.feature import MediaPorts, MediaUseCases, MediaViews, MediaWork
from hushroom_domain.moderation.feature import ModerationPorts, ModerationUseCases, ModerationWork
from hushroom_domain.notifications.feature import NotificationPorts, NotificationUseCases, NotificationWork
from hushroom_domain.payments.feature import PaymentPorts, PaymentUseCases, PaymentViews, PaymentWork
from hushroom_domain.ratings.feature import RatingUseCases, RatingViews, RatingWork
from hushroom_domain.sessions.feature import SessionUseCases, SessionViews, SessionWork
from hushroom_domain.shared.ports import Begin, Clock, Ids
from hushroom_domain.shared.quotas import QUOTAS, Quotas


class Work(
    AccountWork,
    CompanionWork,
    AvailabilityWork,
    GoalWork,
    ContractWork,
    SessionWork,
    MediaWork,
    MatchingWork,
    PaymentWork,
    RatingWork,
    DriftWork,
    ModerationWork,
    NotificationWork,
    AdminWork,
    Protocol,
):
    """One transaction with all repositories; a use case sees the part of its feature."""


@frozen(kw_only=True)
class Views:
    """The query ports."""

    users: UserViews
    companions: CompanionViews
    availability: AvailabilityViews
    goals: GoalViews
    contracts: ContractViews
    sessions: SessionViews
    media: MediaViews
    matching: MatchingViews
    payments: PaymentViews
    ratings: RatingViews
    admin: AdminViews
    exports: ExportViews


@frozen(kw_only=True)
class Ports:
    """The outside world of the application: `SharedPorts`, the query ports, and the ports of single features."""

    begin: Begin[Work]
    views: Views
    clock: Clock
    ids: Ids
    quotas: Quotas = QUOTAS
    identity: IdentityPorts
    matching: MatchingPorts
    media: MediaPorts
    payments: PaymentPorts
    notifications: NotificationPorts
    moderation: ModerationPorts


@frozen(kw_only=True)
class Application:
    """The use cases, by feature, and the query ports."""

    accounts: IdentityUseCases
    companions: CompanionUseCases
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
    views: Views


def wire(ports: Ports) -> Application:
    """Builds the use cases of every feature."""
    return Application(
        accounts=IdentityUseCases.of(ports, ports.identity, ports.views.users),
        companions=CompanionUseCases.of(ports),
        availability=AvailabilityUseCases.of(ports),
        goals=GoalUseCases.of(ports),
        contracts=ContractUseCases.of(ports),
        sessions=SessionUseCases.of(ports),
        media=MediaUseCases.of(ports, ports.media, ports.views.media),
        matching=MatchingUseCases.of(ports, ports.matching, ports.views.matching),
        payments=PaymentUseCases.of(ports, ports.payments),
        ratings=RatingUseCases.of(ports),
        drift=DriftUseCases.of(ports),
        moderation=ModerationUseCases.of(ports, ports.moderation),
        notifications=NotificationUseCases.of(ports, ports.notifications, ports.identity.opaque_tokens),
        administration=AdministrationUseCases.of(ports, ports.views.exports),
        views=ports.views,
    )
