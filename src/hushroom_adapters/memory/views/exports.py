"""All that is held on one user."""

from attrs import evolve, frozen

from hushroom_adapters.memory.availability import slots_of
from hushroom_adapters.memory.companions import companion_of
from hushroom_adapters.memory.tables import Tables
from hushroom_adapters.memory.views.companions import skills_of
from hushroom_adapters.memory.views.sessions import view_of
from hushroom_domain.accounts.model import User
from hushroom_domain.administration.queries import AuditEntry, Export
from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.queries import OwnProfile
from hushroom_domain.drift.model import DriftLog
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.payments.model import Payment
from hushroom_domain.ratings.model import Rating
from hushroom_domain.sessions.queries import SessionView
from hushroom_domain.shared.ids import UserId


@frozen
class MemoryExportViews:
    """Implements `ExportViews`; every list is newest first."""

    tables: Tables

    async def of_user(self, user_id: UserId) -> Export | None:
        user, companion = self.tables.users.get(user_id), companion_of(self.tables, user_id)
        if user is None:
            return None
        return Export(
            user=user,
            languages=self.tables.languages.get(user_id) or (),
            companion=self._profile(user, companion) if companion else None,
            availability=slots_of(self.tables, companion.id) if companion else (),
            sessions=self._sessions(user_id),
            drift_logs=self._drift_logs(user_id),
            ratings_given=tuple(one for one in self._ratings() if one.rater_id == user_id),
            ratings_received=tuple(one for one in self._ratings() if one.rated_user_id == user_id and one.is_public),
            payments=self._payments(user_id, companion),
            reports=self._reports(user_id),
            audit_logs=self._audit_logs(user_id, companion),
        )

    def _profile(self, user: User, companion: Companion) -> OwnProfile:
        return OwnProfile(companion=companion, user=user, languages=skills_of(self.tables, user.id))

    def _sessions(self, user_id: UserId) -> tuple[SessionView, ...]:
        theirs = [one for one in self.tables.sessions.values() if one.party_of(user_id) is not None]
        newest_first = sorted(theirs, key=lambda one: (one.created_at, one.id), reverse=True)
        return tuple(view_of(self.tables, session, None) for session in newest_first)

    def _drift_logs(self, user_id: UserId) -> tuple[DriftLog, ...]:
        theirs = {view.session.id for view in self._sessions(user_id)}
        logs = [log for log in self.tables.drift_logs.values() if log.session_id in theirs]
        return tuple(sorted(logs, key=lambda log: (log.timestamp, log.id), reverse=True))

    def _ratings(self) -> list[Rating]:
        return sorted(self.tables.ratings.values(), key=lambda one: (one.created_at, one.id), reverse=True)

    def _payments(self, user_id: UserId, companion: Companion | None) -> tuple[Payment, ...]:
        """Those that the user made, and those that were taken for them."""
        earner = companion.id if companion else None
        theirs = (
            one
            for one in self.tables.payments.values()
            if one.payer_id == user_id or (one.captured_at and one.companion_id == earner)
        )
        return tuple(sorted(theirs, key=lambda one: (one.created_at, one.id), reverse=True))

    def _reports(self, user_id: UserId) -> tuple[AbuseReport, ...]:
        made = (one for one in self.tables.reports.values() if one.reporter_id == user_id)
        return tuple(sorted(made, key=lambda one: (one.created_at, one.id), reverse=True))

    def _audit_logs(self, user_id: UserId, companion: Companion | None) -> tuple[AuditEntry, ...]:
        """What the user did, and what was done to them and their payments; by whom is the other one's own affair."""
        paid = {one.id for one in self.tables.payments.values() if one.payer_id == user_id}
        about = {user_id, companion.id if companion else user_id, *paid}
        entries = self.tables.audit_logs.values()
        found = (one for one in entries if one.actor_id == user_id or one.entity_id in about)
        own = (one if one.actor_id == user_id else _without_actor(one) for one in found)
        return tuple(sorted(own, key=lambda one: (one.at, one.id), reverse=True))


def _without_actor(entry: AuditEntry) -> AuditEntry:
    return evolve(entry, actor_id=None, ip_address=None, user_agent=None)
