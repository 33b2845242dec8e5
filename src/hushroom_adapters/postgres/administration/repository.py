"""The rows about one person in all tables, in PostgreSQL."""

from typing import Any

from attrs import frozen
from sqlalchemy import BindParameter, Delete, Update, and_, bindparam, delete, func, or_, select, update
from sqlalchemy import text as sql

from hushroom_adapters.postgres.audit.tables import AUDIT_LOGS
from hushroom_adapters.postgres.availability.tables import AVAILABILITY_SLOTS
from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.core.columns import METADATA
from hushroom_adapters.postgres.core.data_classes import owner_of
from hushroom_adapters.postgres.core.repositories import PostgresRepositories
from hushroom_adapters.postgres.core.sql import word
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.drift.tables import DRIFT_LOGS
from hushroom_adapters.postgres.goals.tables import GOALS
from hushroom_adapters.postgres.payments.tables import PAYMENTS
from hushroom_adapters.postgres.ratings.tables import RATINGS
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.drift.model import DriftTrigger
from hushroom_domain.sessions.state_machine import SessionEndedBy
from hushroom_domain.shared.audit import Entity
from hushroom_domain.shared.former_members import REMOVED_TEXT
from hushroom_domain.shared.ids import UserId

_USER: BindParameter[Any] = bindparam("user")
_EMPTY = sql("'{}'")
_s = SESSIONS.c
_PROFILES = select(COMPANIONS.c.id).where(COMPANIONS.c.user_id == _USER)
_SOUGHT = select(_s.id).where(_s.seeker_id == _USER)
_ACCOMPANIED = select(_s.id).where(_s.companion_user_id == _USER)
# Nothing says which of both cancelled a session, so the reason goes with either of them.
_ENDED = or_(
    or_(_s.seeker_id == _USER, _s.companion_user_id == _USER) & _s.ended_by.is_(None),
    (_s.seeker_id == _USER) & (_s.ended_by == word(SessionEndedBy.SEEKER)),
    (_s.companion_user_id == _USER) & (_s.ended_by == word(SessionEndedBy.COMPANION)),
)
_a = AUDIT_LOGS.c
_DETAILS = sql("metadata <> '{}' AND NOT metadata ? 'sealed'")
_ABOUT = or_(_a.entity_id == _USER, and_(_a.actor_id == _USER, _a.entity != word(Entity.USER)))
# Entries of earlier releases are not sealed. The destroyed key makes all others unreadable, which stay as they are.
_UNSEALED: tuple[Update, ...] = (
    update(AUDIT_LOGS)
    .where(
        or_(_a.actor_id == _USER, and_(_a.actor_id.is_(None), _ABOUT)),
        sql("(ip_address IS NOT NULL OR user_agent IS NOT NULL)"),
    )
    .where(func.coalesce(_a.ip_address, _a.user_agent).not_like("sealed:%"))
    .values(ip_address=None, user_agent=None),
    update(AUDIT_LOGS).where(_ABOUT, _DETAILS).values(metadata=sql("'{\"erased\": true}'")),
)
_WORDS: tuple[Update | Delete, ...] = (
    delete(AVAILABILITY_SLOTS).where(AVAILABILITY_SLOTS.c.companion_id.in_(_PROFILES)),
    update(SESSIONS).where(_ENDED, _s.cancellation_reason.is_not(None)).values(cancellation_reason=None),
    update(GOALS)
    .where(GOALS.c.session_id.in_(_SOUGHT))
    .values(title=REMOVED_TEXT, description="", success_criteria=_EMPTY, keywords=_EMPTY, achievement_note=None),
    update(DRIFT_LOGS)
    .where(DRIFT_LOGS.c.session_id.in_(_ACCOMPANIED), DRIFT_LOGS.c.trigger_type == word(DriftTrigger.MANUAL))
    .values(message=REMOVED_TEXT, trigger_data=_EMPTY),
    update(RATINGS).where(RATINGS.c.rater_id == _USER, RATINGS.c.comment.is_not(None)).values(comment=None),
    update(PAYMENTS)
    .where(PAYMENTS.c.payer_id == _USER)
    .values(page_url=None, client_secret=None, customer_id=None, method_id=None),
)


def _owned() -> tuple[Delete, ...]:
    """Returns the statements that delete the rows of a user from each table whose rows have one owner."""
    owners = [(table, owner_of(table)) for table in METADATA.tables.values()]
    return tuple(delete(table).where(owner == _USER) for table, owner in owners if owner is not None)


@frozen
class PostgresPersonalRows:
    """Implements `PersonalRows`."""

    transaction: Transaction

    async def erase(self, user_id: UserId) -> None:
        for statement in (*_owned(), *_UNSEALED, *_WORDS):
            await self.transaction.run(statement, user=user_id)


class PostgresAdministrationRepositories(PostgresRepositories):
    """The repositories of administration in one transaction."""

    @property
    def personal_rows(self) -> PostgresPersonalRows:
        return PostgresPersonalRows(self.transaction)
