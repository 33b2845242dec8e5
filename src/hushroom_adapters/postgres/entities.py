"""The entities and their tables: which value lies where."""

from hushroom_adapters.postgres import tables as t
from hushroom_adapters.postgres.shapes import Shape
from hushroom_domain.accounts.model import RefreshToken, SpokenLanguage, User
from hushroom_domain.accounts.policy import email_key
from hushroom_domain.accounts.tokens import OneTimeToken
from hushroom_domain.administration.queries import AuditEntry
from hushroom_domain.availability.model import Booking, Slot
from hushroom_domain.companions.model import Companion
from hushroom_domain.contracts.model import Contract, ContractTemplate
from hushroom_domain.drift.model import DriftLog
from hushroom_domain.drift.severity import Trigger
from hushroom_domain.goals.model import Goal
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.payments.ledger import Posting
from hushroom_domain.payments.model import Payment, Refund
from hushroom_domain.ratings.model import Rating
from hushroom_domain.sessions.model import Session


def language_key(language: str) -> str:
    """What two spellings of a language tag have in common."""
    return language.casefold()


def tag_key(tag: str) -> str:
    """What two spellings of an expertise tag have in common."""
    return tag.casefold()


def _tag_keys(companion: Companion) -> list[str]:
    return [tag_key(tag) for tag in companion.expertise_tags]


def milestone_of(log: DriftLog) -> int | None:
    """The percentage that the clock noticed; none for what a person flagged."""
    return log.trigger_data.get("percent") if log.trigger_type is Trigger.TIMER else None


USER = Shape(User, t.USERS, derived={"email_key": lambda user: email_key(user.email)})
LANGUAGE = Shape(
    SpokenLanguage, t.USER_LANGUAGES, derived={"language_key": lambda spoken: language_key(spoken.language)}
)
REFRESH_TOKEN = Shape(RefreshToken, t.REFRESH_TOKENS)
ONE_TIME_TOKEN = Shape(OneTimeToken, t.ONE_TIME_TOKENS)
COMPANION = Shape(Companion, t.COMPANIONS, derived={"tag_keys": _tag_keys})
SLOT = Shape(Slot, t.AVAILABILITY_SLOTS)
BOOKING = Shape(Booking, t.BOOKINGS)
SESSION = Shape(Session, t.SESSIONS)
GOAL = Shape(Goal, t.GOALS)
TEMPLATE = Shape(ContractTemplate, t.CONTRACT_TEMPLATES)
CONTRACT = Shape(Contract, t.CONTRACTS)
PAYMENT = Shape(Payment, t.PAYMENTS)
REFUND = Shape(Refund, t.REFUNDS)
POSTING = Shape(Posting, t.LEDGER_ENTRIES, names={"at": "posted_at"})
RATING = Shape(Rating, t.RATINGS)
DRIFT_LOG = Shape(
    DriftLog, t.DRIFT_LOGS, names={"timestamp": "created_at"}, derived={"milestone_percent": milestone_of}
)
REPORT = Shape(AbuseReport, t.ABUSE_REPORTS)
AUDIT_ENTRY = Shape(AuditEntry, t.AUDIT_LOGS, names={"at": "created_at"})
