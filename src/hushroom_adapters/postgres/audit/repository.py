"""The audit log inside a transaction: an act and its effects are committed together."""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from attrs import frozen
from sqlalchemy import any_, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.dialects.postgresql import UUID as KEY

from hushroom_adapters.observability.request_context import origin_of
from hushroom_adapters.postgres.audit.mappings import AUDIT_ENTRY
from hushroom_adapters.postgres.audit.seals import sealed, subject_of, who_came
from hushroom_adapters.postgres.audit.tables import AUDIT_KEYS
from hushroom_adapters.postgres.core.executor import TableStatements
from hushroom_adapters.postgres.core.person_keys import AuditSeals, PersonKey
from hushroom_adapters.postgres.core.repositories import PostgresRepositories
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.identity.tables import USERS
from hushroom_adapters.system.ids import TimeOrderedIds
from hushroom_domain.administration.queries import AuditEntry
from hushroom_domain.identity.model import ERASED_DOMAIN
from hushroom_domain.shared.audit import Act

_ENTRIES = TableStatements(AUDIT_ENTRY)
_IDS = TimeOrderedIds()
_NO_ENTRY = text("""
    INSERT INTO audit_logs (id, action, entity, entity_id, metadata, created_at)
    SELECT entry, '', '', entry, '{}'::jsonb, now() FROM (SELECT gen_random_uuid() AS entry) AS nothing
    WHERE pg_logical_emit_message(true, 'hushroom', '') IS NULL
""")
"""The message is never null, so no row is added; but it is written to the log of the database and waited for."""
_k = AUDIT_KEYS.c
_KEYS_OF = select(_k.user_id, _k.sealed_key).where(
    _k.user_id == any_(bindparam("users", type_=ARRAY(KEY(as_uuid=True))))
)
_NEW_KEY = (
    insert(AUDIT_KEYS)
    .from_select(
        ["user_id", "sealed_key", "created_at"],
        select(
            USERS.c.id, bindparam("sealed_key", type_=_k.sealed_key.type), bindparam("now", type_=_k.created_at.type)
        ).where(USERS.c.id == bindparam("user"), USERS.c.email.not_like(f"%@{ERASED_DOMAIN}")),
    )
    .on_conflict_do_nothing()
)
"""Makes no key for an erased account: a key that nobody destroys would outlive the person."""


@frozen
class PostgresAudit:
    """Implements `Audit`. With `seals` the personal parts of an entry are sealed under the keys of its people."""

    transaction: Transaction
    now: Callable[[], datetime]
    seals: AuditSeals | None

    async def add(self, act: Act) -> None:
        asked_from = origin_of(act)
        entry = AuditEntry(
            id=_IDS.new(),
            action=act.action,
            actor_id=act.actor_id,
            entity=act.entity.value,
            entity_id=act.entity_id,
            metadata=act.metadata,
            ip_address=asked_from.ip_address,
            user_agent=asked_from.user_agent,
            at=self.now(),
        )
        if self.seals is not None:
            entry = sealed(entry, await self._keys(self.seals, _people_of(entry)))
        self.transaction.append(_ENTRIES.insert, **AUDIT_ENTRY.dump(entry))

    async def add_nothing(self) -> None:
        if self.seals is not None:
            await self._stored([_IDS.new()])
        self.transaction.append(_NO_ENTRY)

    async def _keys(self, seals: AuditSeals, people: Collection[UUID]) -> dict[UUID, PersonKey]:
        """Returns the keys of people, made and stored where they are missing; nobody without an account has one."""
        found = await self._stored(people)
        missing = [person for person in people if person not in found]
        for person in missing:
            new = seals.new_key(str(person))
            await self.transaction.run(_NEW_KEY, user=person, sealed_key=new, now=self.now())
        if missing:
            found |= await self._stored(missing)  # Another transaction may have been first.
        keys = {person: seals.person(found[person], str(person)) for person in people if person in found}
        return {person: key for person, key in keys.items() if key is not None}

    async def _stored(self, people: Collection[UUID]) -> dict[UUID, str]:
        rows = await self.transaction.rows(_KEYS_OF, users=list(people)) if people else []
        return dict(rows)


def _people_of(entry: AuditEntry) -> set[UUID]:
    """Returns the people whose keys seal parts of an entry."""
    has_origin = entry.ip_address is not None or entry.user_agent is not None
    people = {who_came(entry) if has_origin else None, subject_of(entry) if entry.metadata else None}
    return {person for person in people if person is not None}


class PostgresAuditRepositories(PostgresRepositories):
    """The repositories of the audit log in one transaction."""

    @property
    def audit(self) -> PostgresAudit:
        return PostgresAudit(self.transaction, self.now, self.seals)
