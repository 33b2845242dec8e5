"""The export of one user from the in-memory tables."""

from collections.abc import AsyncGenerator, Iterable
from datetime import datetime
from typing import Any, Protocol, TypeVar

from attrs import evolve, fields, frozen

from hushroom_adapters.memory.availability import slots_of
from hushroom_adapters.memory.companions import companion_of, favourites_of
from hushroom_adapters.memory.contracts import contract_of
from hushroom_adapters.memory.email_changes import email_changes_of
from hushroom_adapters.memory.goals import goal_of
from hushroom_adapters.memory.linked_identities import identities_of
from hushroom_adapters.memory.notifications import notifications_of
from hushroom_adapters.memory.passkeys import passkeys_of
from hushroom_adapters.memory.queries.cards import skills_of
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.administration.model import PushDevice, SentLink, SignIn
from hushroom_domain.administration.policy import EXPORT_SLICE
from hushroom_domain.administration.queries import SLICED_LISTS, AuditEntry, Export
from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.queries import OwnProfile
from hushroom_domain.drift.model import DriftLog
from hushroom_domain.identity.model import User
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.notifications.model import SentEmail
from hushroom_domain.payments.model import Payment, Refund
from hushroom_domain.payments.rules.posting import LedgerAccount, Posting
from hushroom_domain.ratings.model import Rating
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.queries import SessionView
from hushroom_domain.shared.ids import TokenId, UserId

T = TypeVar("T")


@frozen
class MemoryExportQueries:
    """Implements `ExportQueries`; every list is newest first."""

    tables: Tables

    async def slices(self, user_id: UserId) -> AsyncGenerator[Export, None]:
        held = self._held(user_id)
        if held is None:
            return
        yield Export(user=held.user, languages=held.languages, companion=held.companion, availability=held.availability)
        for name in SLICED_LISTS:
            rows = getattr(held, name)
            for start in range(0, len(rows), EXPORT_SLICE):
                part = evolve(Export(user=held.user), **{name: rows[start : start + EXPORT_SLICE]})
                sessions, payments = ({one.session.id for one in part.sessions}, {one.id for one in part.payments})
                yield evolve(
                    part,
                    drift_logs=tuple(log for log in held.drift_logs if log.session_id in sessions),
                    refunds=tuple(refund for refund in held.refunds if refund.payment_id in payments),
                )

    def _held(self, user_id: UserId) -> Export | None:
        user, companion = self.tables.users.get(user_id), companion_of(self.tables, user_id)
        if user is None:
            return None
        return Export(
            user=user,
            languages=self.tables.languages.get(user_id) or (),
            sign_ins=self._sign_ins(user_id),
            links=_told(SentLink, (one for one in self.tables.one_time_tokens.values() if one.user_id == user_id)),
            emails=self._emails(user_id),
            devices=tuple(
                sorted(
                    (one for one in self.tables.devices.values() if one.user_id == user_id),
                    key=lambda one: (one.last_used_at, one.id),
                    reverse=True,
                )
            ),
            email_changes=email_changes_of(self.tables, user_id)[::-1],
            identities=tuple(reversed(identities_of(self.tables.linked_identities.values(), user_id))),
            passkeys=passkeys_of(self.tables, user_id)[::-1],
            push_devices=_told(
                PushDevice, (one for one in self.tables.push_subscriptions.values() if one.user_id == user_id)
            ),
            notifications=notifications_of(self.tables, user_id),
            favourites=favourites_of(self.tables, user_id),
            verifications=tuple(one for one in self.tables.identity_verifications.values() if one.user_id == user_id),
            companion=self._profile(user, companion) if companion else None,
            availability=slots_of(self.tables, companion.id) if companion else (),
            sessions=self._sessions(user_id),
            drift_logs=self._drift_logs(user_id),
            ratings_given=tuple(one for one in self._ratings() if one.rater_id == user_id),
            ratings_received=tuple(one for one in self._ratings() if one.rated_user_id == user_id and one.is_public),
            payments=self._payments(user_id, companion),
            refunds=self._refunds(user_id, companion),
            postings=self._postings(user_id, companion),
            reports=self._reports(user_id),
            audit_logs=self._audit_logs(user_id, companion),
        )

    def _profile(self, user: User, companion: Companion) -> OwnProfile:
        return OwnProfile(companion=companion, user=user, languages=skills_of(self.tables, user.id))

    def _sessions(self, user_id: UserId) -> tuple[SessionView, ...]:
        theirs = [one for one in self.tables.sessions.values() if one.role_of(user_id) is not None]
        newest_first = sorted(theirs, key=lambda one: (one.created_at, one.id), reverse=True)
        return tuple(map(self._session_view, newest_first))

    def _session_view(self, session: Session) -> SessionView:
        goal, contract = goal_of(self.tables, session.id), contract_of(self.tables, session.id)
        return SessionView(session=session, goal=goal, contract=contract)

    def _drift_logs(self, user_id: UserId) -> tuple[DriftLog, ...]:
        theirs = {view.session.id for view in self._sessions(user_id)}
        logs = [log for log in self.tables.drift_logs.values() if log.session_id in theirs]
        return tuple(sorted(logs, key=lambda log: (log.timestamp, log.id), reverse=True))

    def _ratings(self) -> list[Rating]:
        return sorted(self.tables.ratings.values(), key=lambda one: (one.created_at, one.id), reverse=True)

    def _payments(self, user_id: UserId, companion: Companion | None) -> tuple[Payment, ...]:
        """Returns the payments that the user made, and the captured ones that the user earned."""
        earner = companion.id if companion else None
        theirs = (
            one
            for one in self.tables.payments.values()
            if one.payer_id == user_id or (one.captured_at and one.companion_id == earner)
        )
        return _newest_first(theirs)

    def _refunds(self, user_id: UserId, companion: Companion | None) -> tuple[Refund, ...]:
        theirs = {payment.id for payment in self._payments(user_id, companion)}
        return _newest_first(one for one in self.tables.refunds.values() if one.payment_id in theirs)

    def _postings(self, user_id: UserId, companion: Companion | None) -> tuple[Posting, ...]:
        accounts = {(LedgerAccount.SEEKER, user_id), (LedgerAccount.COMPANION, companion.id if companion else None)}
        kept = sorted(self.tables.postings.items(), key=lambda item: (item[1].at, item[0]), reverse=True)
        return tuple(posting for _, posting in kept if (posting.account, posting.owner_id) in accounts)

    def _sign_ins(self, user_id: UserId) -> tuple[SignIn, ...]:
        """Returns the refresh tokens of the user and the sign-ins of their browsers, newest first."""
        tokens = (one for one in self.tables.refresh_tokens.values() if one.user_id == user_id)
        browsers = (one for one in self.tables.browser_sign_ins.values() if one.user_id == user_id)
        of_browsers = (
            SignIn(
                id=TokenId(one.id),
                family_id=one.id,
                expires_at=one.expires_at,
                used_at=one.last_used_at,
                revoked_at=one.revoked_at,
                created_at=one.created_at,
            )
            for one in browsers
        )
        return tuple(_newest_first([*_told(SignIn, tokens), *of_browsers]))

    def _emails(self, user_id: UserId) -> tuple[SentEmail, ...]:
        kept = sorted(self.tables.sent_emails.items(), key=lambda item: (item[1].claimed_at, item[0]), reverse=True)
        return tuple(_as(SentEmail, one) for _, one in kept if one.user_id == user_id)

    def _reports(self, user_id: UserId) -> tuple[AbuseReport, ...]:
        return _newest_first(one for one in self.tables.reports.values() if one.reporter_id == user_id)

    def _audit_logs(self, user_id: UserId, companion: Companion | None) -> tuple[AuditEntry, ...]:
        """Returns the user's acts, and acts of others on the user's entities without the actor."""
        sessions = {view.session.id for view in self._sessions(user_id)}
        payments = {payment.id for payment in self._payments(user_id, companion)}
        reports = {report.id for report in self._reports(user_id)}
        about = {user_id, companion.id if companion else user_id, *sessions, *payments, *reports}
        entries = self.tables.audit_logs.values()
        found = (one for one in entries if one.actor_id == user_id or one.entity_id in about)
        own = (one if one.actor_id == user_id else _without_actor(one) for one in found)
        return tuple(sorted(own, key=lambda one: (one.at, one.id), reverse=True))


class _Made(Protocol):
    """An entity with a creation time and an id."""

    @property
    def id(self) -> Any: ...
    @property
    def created_at(self) -> datetime: ...


M = TypeVar("M", bound=_Made)


def _newest_first(made: Iterable[M]) -> tuple[M, ...]:
    return tuple(sorted(made, key=lambda one: (one.created_at, one.id), reverse=True))


def _told(view: type[T], made: Iterable[_Made]) -> tuple[T, ...]:
    return tuple(_as(view, one) for one in _newest_first(made))


def _as(view: type[T], kept: object) -> T:
    """Builds a view from the fields of the same names of an entity."""
    return view(**{name.name: getattr(kept, name.name) for name in fields(view)})  # type: ignore[arg-type]  # attrs cannot say that T is a class of its own


def _without_actor(entry: AuditEntry) -> AuditEntry:
    return evolve(entry, actor_id=None, ip_address=None, user_agent=None)
