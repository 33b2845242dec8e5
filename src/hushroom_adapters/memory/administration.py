"""The rows about one person in all tables, in memory."""

from typing import Any

from attrs import evolve, frozen

from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.table import Table
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.drift.model import DriftTrigger
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionEndedBy
from hushroom_domain.shared.audit import ERASED_DETAILS, Entity
from hushroom_domain.shared.former_members import REMOVED_TEXT
from hushroom_domain.shared.ids import UserId


@frozen
class MemoryPersonalRows:
    """Implements `PersonalRows`."""

    tables: Tables

    async def erase(self, user_id: UserId) -> None:
        self._delete_owned(user_id)
        self._remove_words(user_id)
        self._blank_acts(user_id)
        for payment in [one for one in self.tables.payments.values() if one.payer_id == user_id]:
            without = evolve(payment, page_url=None, client_secret=None, customer_id=None, method_id=None)
            self.tables.payments.put(payment.id, without)

    def _blank_acts(self, user_id: UserId) -> None:
        """Removes the person from the entries of the audit log, which stay."""
        for number, entry in list(self.tables.audit_logs.items()):
            is_about = entry.entity_id == user_id or (entry.actor_id == user_id and entry.entity != Entity.USER)
            blank = evolve(entry, metadata=dict(ERASED_DETAILS)) if is_about and entry.metadata else entry
            if entry.actor_id == user_id or (entry.actor_id is None and is_about):
                blank = evolve(blank, ip_address=None, user_agent=None)
            self.tables.audit_logs.put(number, blank)

    def _delete_owned(self, user_id: UserId) -> None:
        """Deletes the rows of which the user is the only owner."""
        t = self.tables
        owned: tuple[Table[Any, Any], ...] = (
            t.password_credentials,
            t.linked_identities,
            t.provider_attempts,
            t.passkeys,
            t.passkey_challenges,
            t.totp_credentials,
            t.recovery_codes,
            t.second_factor_challenges,
            t.refresh_tokens,
            t.browser_sign_ins,
            t.devices,
            t.one_time_tokens,
            t.email_changes,
            t.favourites,
            t.notifications,
            t.push_subscriptions,
        )
        for table in owned:
            for key in [key for key, row in table.items() if row.user_id == user_id]:
                table.remove(key)
        t.languages.remove(user_id)
        for used in [key for key, _ in t.quota_usage.items() if key[0] == user_id]:
            t.quota_usage.remove(used)
        profiles = {one.id for one in t.companions.values() if one.user_id == user_id}
        for slot in [one for one in t.slots.values() if one.companion_id in profiles]:
            t.slots.remove(slot.id)

    def _remove_words(self, user_id: UserId) -> None:
        """Removes the texts of the user from the rows that are about others too."""
        t = self.tables
        for session in list(t.sessions.values()):
            if _has_ended(session, user_id):
                t.sessions.put(session.id, evolve(session, cancellation_reason=None))
        sought = {one.id for one in t.sessions.values() if one.seeker_id == user_id}
        for goal in [one for one in t.goals.values() if one.session_id in sought]:
            blank = evolve(
                goal, title=REMOVED_TEXT, description="", success_criteria=(), keywords=(), achievement_note=None
            )
            t.goals.put(goal.id, blank)
        accompanied = {one.id for one in t.sessions.values() if one.companion_user_id == user_id}
        for log in [one for one in t.drift_logs.values() if one.session_id in accompanied]:
            if log.trigger_type is DriftTrigger.MANUAL:
                t.drift_logs.put(log.id, evolve(log, message=REMOVED_TEXT, trigger_data={}))
        for rating in [one for one in t.ratings.values() if one.rater_id == user_id]:
            t.ratings.put(rating.id, evolve(rating, comment=None))


def _has_ended(session: Session, user_id: UserId) -> bool:
    """Returns whether the user ended the session, or may have cancelled it."""
    if session.ended_by is None:
        return user_id in {session.seeker_id, session.companion_user_id}
    if session.seeker_id == user_id:
        return session.ended_by is SessionEndedBy.SEEKER
    return session.companion_user_id == user_id and session.ended_by is SessionEndedBy.COMPANION


class MemoryAdministrationRepositories(MemoryRepositories):
    """The repositories of administration in one transaction."""

    @property
    def personal_rows(self) -> MemoryPersonalRows:
        return MemoryPersonalRows(self.tables)
