"""The entities and their tables: which value lies where."""

import hashlib

from hushroom_adapters.postgres import tables
from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_domain.administration.queries import AuditEntry
from hushroom_domain.availability.model import Booking, Slot
from hushroom_domain.companions.model import Companion
from hushroom_domain.contracts.model import Contract, ContractTemplate
from hushroom_domain.drift.model import DriftLog, DriftTrigger
from hushroom_domain.goals.model import Goal
from hushroom_domain.identity.model import OneTimeToken, RefreshToken, SpokenLanguage, User
from hushroom_domain.identity.rules.email_addresses import former_key, readable_domains
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.payments.model import Payment, Refund
from hushroom_domain.payments.rules.posting import Posting
from hushroom_domain.ratings.model import Rating
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.text import fold


def language_key(language: str) -> str:
    """What two spellings of a language tag have in common."""
    return language.casefold()


def _tag_keys(companion: Companion) -> list[str]:
    """Returns the tags as the version before compared them; that version goes on reading them."""
    return [tag.casefold() for tag in companion.expertise_tags]


def _folded_tags(companion: Companion) -> list[str]:
    return list(filter(None, map(fold, companion.expertise_tags)))


def _folded_text(companion: Companion) -> str:
    return "\n".join(map(fold, (companion.bio or "", *companion.expertise_tags)))


def _search_text(user: User) -> str:
    return "\n".join(fold(one or "") for one in (readable_domains(user.email), *_names(user)[1:]))


def _names(user: User) -> tuple[str | None, ...]:
    return (user.email, user.first_name, user.last_name, user.display_name)


def _source_of_user(user: User) -> str:
    return _digest(*(one or "" for one in _names(user)))


def _source_of_companion(companion: Companion) -> str:
    return _digest(companion.bio or "", *companion.expertise_tags)


def _digest(*parts: str) -> str:
    """Returns a digest of the text that was folded; a trigger compares it, and so sees what others wrote since."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def milestone_of(log: DriftLog) -> int | None:
    """The percentage that the clock noticed; none for what a person flagged."""
    return log.trigger_data.get("percent") if log.trigger_type is DriftTrigger.TIMER else None


FOLDED_USER = {
    "search_text": _search_text,
    "folded_name": lambda user: fold(user.display_name or ""),
    "folded_of": _source_of_user,
}
"""The columns of a user that hold folded text."""
FOLDED_COMPANION = {"folded_tags": _folded_tags, "folded_text": _folded_text, "folded_of": _source_of_companion}
"""The columns of a companion that hold folded text."""
USER = RowMapper(User, tables.USERS, derived={"email_key": lambda user: former_key(user.email), **FOLDED_USER})
LANGUAGE = RowMapper(
    SpokenLanguage, tables.USER_LANGUAGES, derived={"language_key": lambda spoken: language_key(spoken.language)}
)
REFRESH_TOKEN = RowMapper(RefreshToken, tables.REFRESH_TOKENS)
ONE_TIME_TOKEN = RowMapper(OneTimeToken, tables.ONE_TIME_TOKENS)
COMPANION = RowMapper(Companion, tables.COMPANIONS, derived={"tag_keys": _tag_keys, **FOLDED_COMPANION})
SLOT = RowMapper(Slot, tables.AVAILABILITY_SLOTS)
BOOKING = RowMapper(Booking, tables.BOOKINGS)
SESSION = RowMapper(Session, tables.SESSIONS)
GOAL = RowMapper(Goal, tables.GOALS)
TEMPLATE = RowMapper(ContractTemplate, tables.CONTRACT_TEMPLATES)
CONTRACT = RowMapper(Contract, tables.CONTRACTS)
PAYMENT = RowMapper(Payment, tables.PAYMENTS, names={"reconciled_at": "looked_at"})
REFUND = RowMapper(Refund, tables.REFUNDS)
POSTING = RowMapper(Posting, tables.LEDGER_ENTRIES, names={"at": "posted_at"})
RATING = RowMapper(Rating, tables.RATINGS)
DRIFT_LOG = RowMapper(
    DriftLog, tables.DRIFT_LOGS, names={"timestamp": "created_at"}, derived={"milestone_percent": milestone_of}
)
REPORT = RowMapper(AbuseReport, tables.ABUSE_REPORTS)
AUDIT_ENTRY = RowMapper(AuditEntry, tables.AUDIT_LOGS, names={"at": "created_at"})
