"""The personal parts of audit log entries: sealed under the key of the person, and opened while the key is there."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from attrs import evolve
from sqlalchemy import ColumnElement, case, func
from sqlalchemy.sql.selectable import FromClause

from hushroom_adapters.postgres.audit.tables import AUDIT_KEYS
from hushroom_adapters.postgres.core.person_keys import AuditSeals, PersonKey
from hushroom_domain.administration.queries import AuditEntry
from hushroom_domain.shared.audit import ERASED_DETAILS, Entity

MARK = "sealed:"
"""The beginning of a sealed address and of a sealed user agent."""
SEALED = "sealed"
"""The only key of sealed metadata."""
UNREADABLE = {"unreadable": True}
"""The metadata of an entry whose key is there and cannot be opened, because a sealing key of the platform is gone."""
ACTOR_KEYS, SUBJECT_KEYS = AUDIT_KEYS.alias("actor_keys"), AUDIT_KEYS.alias("subject_keys")
KEY_COLUMNS: tuple[ColumnElement[Any], ...] = (ACTOR_KEYS.c.sealed_key, SUBJECT_KEYS.c.sealed_key)


def subject_of(entry: AuditEntry) -> UUID | None:
    """Returns the person whom the metadata of an entry is about: the user acted upon, or else the actor."""
    return entry.entity_id if entry.entity == Entity.USER else entry.actor_id


def who_came(entry: AuditEntry) -> UUID | None:
    """Returns the person whose address may be that of an entry: the actor, or else the user acted upon."""
    return entry.actor_id or subject_of(entry)


def with_keys(source: FromClause, entries: FromClause) -> FromClause:
    """Returns audit log entries joined with the keys of their people."""
    subject = case((entries.c.entity == Entity.USER.value, entries.c.entity_id), else_=entries.c.actor_id)
    return source.outerjoin(ACTOR_KEYS, ACTOR_KEYS.c.user_id == func.coalesce(entries.c.actor_id, subject)).outerjoin(
        SUBJECT_KEYS, SUBJECT_KEYS.c.user_id == subject
    )


def sealed(entry: AuditEntry, keys: Mapping[UUID, PersonKey]) -> AuditEntry:
    """Returns the entry with its personal parts sealed, as far as its people have keys."""
    visitor, subject = who_came(entry), subject_of(entry)
    actor, about = keys.get(visitor) if visitor else None, keys.get(subject) if subject else None
    return evolve(
        entry,
        ip_address=_sealed(actor, entry.ip_address, f"{entry.id}:address"),
        user_agent=_sealed(actor, entry.user_agent, f"{entry.id}:agent"),
        metadata={SEALED: about.seal(json.dumps(entry.metadata), str(entry.id))}
        if about and entry.metadata
        else entry.metadata,
    )


def opened(entry: AuditEntry, keys: tuple[str | None, str | None], seals: AuditSeals | None) -> AuditEntry:
    """Returns the entry as it was written; without its personal parts when the key of the person was destroyed.

    `keys` are the stored keys of the person who came and of the person whom the metadata is about.
    """
    actor = seals.person(keys[0], str(who_came(entry))) if seals and keys[0] else None
    return evolve(
        entry,
        ip_address=_opened(actor, entry.ip_address, f"{entry.id}:address"),
        user_agent=_opened(actor, entry.user_agent, f"{entry.id}:agent"),
        metadata=_metadata(entry, keys[1], seals) if entry.metadata.keys() == {SEALED} else entry.metadata,
    )


def _metadata(entry: AuditEntry, sealed_key: str | None, seals: AuditSeals | None) -> dict[str, Any]:
    if sealed_key is None:
        return dict(ERASED_DETAILS)
    about = seals.person(sealed_key, str(subject_of(entry))) if seals else None
    text = about.open(entry.metadata[SEALED], str(entry.id)) if about else None
    return dict(UNREADABLE) if text is None else json.loads(text)


def _sealed(key: PersonKey | None, text: str | None, place: str) -> str | None:
    return f"{MARK}{key.seal(text, place)}" if key and text else text


def _opened(key: PersonKey | None, text: str | None, place: str) -> str | None:
    if text is None or not text.startswith(MARK):
        return text
    return key.open(text.removeprefix(MARK), place) if key else None
