"""Every personal column is in the data export, or is listed here with the reason for its absence.

A new table or column that the export does not contain fails this test.
"""

from typing import get_args, get_type_hints

import pytest
from msgspec import Struct

from hushroom_adapters.postgres.features import METADATA
from hushroom_http.api_v1.administration.audit_responses import AuditLogAnswer
from hushroom_http.api_v1.availability.responses import SlotAnswer
from hushroom_http.api_v1.companions.responses import OwnCompanionAnswer
from hushroom_http.api_v1.contracts.responses import ContractAnswer
from hushroom_http.api_v1.drift.responses import DriftLogAnswer
from hushroom_http.api_v1.goals.responses import GoalAnswer
from hushroom_http.api_v1.identity.export_responses import (
    ExportAnswer,
    ExportedPaymentAnswer,
    ExportedSessionAnswer,
    FavouriteAnswer,
    IdentityVerificationAnswer,
)
from hushroom_http.api_v1.identity.responses import LanguageAnswer, UserAnswer
from hushroom_http.api_v1.identity.sign_in_history import (
    EmailChangeAnswer,
    ExportedDeviceAnswer,
    ExportedIdentityAnswer,
    ExportedPasskeyAnswer,
    PushDeviceAnswer,
    SentLinkAnswer,
    SignInAnswer,
)
from hushroom_http.api_v1.moderation.responses import ReportAnswer
from hushroom_http.api_v1.notifications.responses import LetterAnswer, NotificationAnswer
from hushroom_http.api_v1.payments.responses import PostingAnswer, RefundAnswer
from hushroom_http.api_v1.ratings.responses import RatingAnswer
from tests.support.existing import existing

EXPORTED: dict[str, type[Struct]] = {
    "abuse_reports": ReportAnswer,
    "audit_logs": AuditLogAnswer,
    "availability_slots": SlotAnswer,
    "browser_sign_ins": SignInAnswer,
    "companions": OwnCompanionAnswer,
    "contracts": ContractAnswer,
    "deliveries": LetterAnswer,
    "devices": ExportedDeviceAnswer,
    "drift_logs": DriftLogAnswer,
    "email_changes": EmailChangeAnswer,
    "favourites": FavouriteAnswer,
    "goals": GoalAnswer,
    "ledger_entries": PostingAnswer,
    "linked_identities": ExportedIdentityAnswer,
    "identity_verifications": IdentityVerificationAnswer,
    "notifications": NotificationAnswer,
    "one_time_tokens": SentLinkAnswer,
    "passkeys": ExportedPasskeyAnswer,
    "payments": ExportedPaymentAnswer,
    "push_subscriptions": PushDeviceAnswer,
    "ratings": RatingAnswer,
    "refresh_tokens": SignInAnswer,
    "refunds": RefundAnswer,
    "sessions": ExportedSessionAnswer,
    "user_languages": LanguageAnswer,
    "users": UserAnswer,
}
NOT_EXPORTED = {
    "audit_keys": "secrets, under which a part of what is exported is sealed",
    "bookings": "a seat is the companion and the hours of a session, which is exported",
    "idempotency_keys": "for a day the responses that the person got already, made of what is exported",
    "password_credentials": "a secret, and no fact about anybody; its changes stand in the audit log",
    "provider_attempts": "for minutes what the provider told at the person's own wish, until the person has signed in",
    "passkey_challenges": "a passkey that is being added, for minutes; once it is, it is exported",
    "factor_recoveries": "when somebody asked, and how it ended, stands in the audit log",
    "recovery_codes": "secrets; their issue and each use stand in the audit log",
    "second_factor_challenges": "for five minutes the first half of a sign-in; the whole one stands in the audit log",
    "totp_credentials": "a secret; its beginning and its end stand in the audit log",
    "quota_usage": "how many of the things that are exported were made on the last day",
    "inbox": "of a notice only the provider's own ids are kept; what it led to is the payment, which is exported",
    "outbox": "holds ids of what is exported, for as long as an effect is under way and a week after",
}
RENAMED = {
    "passkeys.is_synced": "synced",
    "browser_sign_ins.last_used_at": "used_at",
    "sessions.seeker_id": "user_id",
    "sessions.planned_minutes": "planned_duration",
    "sessions.room_name": "livekit_room_name",
    "payments.payer_id": "user_id",
    "payments.intent_id": "stripe_payment_intent_id",
    "payments.customer_id": "stripe_customer_id",
    "payments.method_id": "payment_method_id",
    "payments.commission_basis_points": "commission_rate",
    "payments.captured_minor": "captured_amount",
    "payments.refunded_minor": "refund_amount",
    "payments.failure": "failure_reason",
    "companions.stripe_account_id": "stripe_connect_account_id",
    "ledger_entries.minor": "amount",
    "ratings.overall": "overall_score",
    "audit_logs.actor_id": "user_id",
    "audit_logs.entity": "entity_type",
    "audit_logs.created_at": "timestamp",
    "drift_logs.created_at": "timestamp",
    "drift_logs.milestone_percent": "trigger_data",
}
LEFT_OUT = {
    "users.password_hash": "the hash of password_credentials once more, for programs of the version before",
    "users.address_key": "the address once more, for comparing",
    "users.avatar_name": "a part of the address of the avatar, which is exported",
    "users.address_proved_at": "the export says whether the address is verified",
    "users.credentials_changed_at": "stands in the audit log, with every earlier change",
    "users.email_key": "the address once more, for comparing",
    "users.search_text": "the address and the names once more, for searching",
    "users.folded_name": "the display name once more, for searching",
    "users.folded_of": "a digest of the address and the names",
    "user_languages.language_key": "the language once more, for comparing",
    "devices.factor_shown_at": "of no meaning ten minutes later",
    "devices.user_id": "the person's own id",
    "browser_sign_ins.user_id": "the person's own id",
    "browser_sign_ins.digest": "a secret",
    "refresh_tokens.user_id": "the person's own id",
    "refresh_tokens.digest": "a secret",
    "one_time_tokens.user_id": "the person's own id",
    "one_time_tokens.digest": "a secret",
    "one_time_tokens.change_id": "the change of address is exported",
    "email_changes.user_id": "the person's own id",
    "email_changes.old_key": "the old address once more, for comparing",
    "email_changes.new_key": "the new address once more, for comparing",
    "passkeys.user_id": "the person's own id",
    "deliveries.user_id": "the person's own id",
    "linked_identities.user_id": "the person's own id",
    "identity_verifications.user_id": "the person's own id",
    "identity_verifications.session_id": "the provider's name of what it looked at, of no meaning to anybody else",
    "favourites.id": "of no meaning to anybody",
    "favourites.user_id": "the person's own id",
    "notifications.user_id": "the person's own id",
    "notifications.key": "the kind and the subject once more, for telling repetitions",
    "push_subscriptions.user_id": "the person's own id",
    "push_subscriptions.endpoint": "a secret",
    "push_subscriptions.public_key": "a secret",
    "push_subscriptions.auth_secret": "a secret",
    "deliveries.key": "the kind of the letter once more, with ids",
    "companions.hourly_rate_minor": "the sum of the two rates",
    "companions.currency": "a constant of API v1",
    "companions.suspended_from": "the status to which an administrator's decision leads back",
    "companions.tag_keys": "the tags once more, for comparing",
    "companions.folded_tags": "the tags once more, for comparing",
    "companions.folded_text": "the words of the profile once more, for searching",
    "companions.folded_of": "a digest of the words of the profile",
    "companions.search_text": "the words of the profile once more, for searching",
    "companions.is_offered": "follows from the status and from whether the user may enter",
    "sessions.companion_user_id": "the user behind the companion; the other one's own affair",
    "abuse_reports.counts": "a note to ourselves about which reports lead to a hold",
    "sessions.is_prolonged": "a note to ourselves about whether there is more time to pay",
    "payments.page_id": "the provider's name of a page that ends within hours; the intent is exported",
    "payments.page_url": "the address of that page",
    "payments.page_language": "the language of that page; the person's languages are exported",
    "payments.is_challenged": "a note to ourselves about whose turn it is, for minutes",
    "sessions.currency": "a constant of API v1",
    "payments.companion_id": "stands in the payment's session",
    "payments.client_secret": "a secret",
    "payments.looked_at": "a note to ourselves about whom to ask next",
    "payments.next_intent_id": "the provider's word for a hold that is being renewed, for seconds",
    "ledger_entries.id": "a number that nothing refers to",
}


def personal_tables() -> list[str]:
    return sorted(
        name for name, table in METADATA.tables.items() if not existing(table.comment).endswith("Personal: nothing.")
    )


def parts(answer: object) -> set[type[Struct]]:
    """Returns the response classes that a response consists of."""
    if isinstance(answer, type) and issubclass(answer, Struct):
        return {answer}.union(*map(parts, get_type_hints(answer).values()))
    return set().union(*map(parts, get_args(answer)))


def test_every_table_with_something_personal_is_exported_or_has_a_reason_not_to_be() -> None:
    assert set(personal_tables()) == EXPORTED.keys() | NOT_EXPORTED.keys()
    assert EXPORTED.keys().isdisjoint(NOT_EXPORTED)


@pytest.mark.parametrize("name", EXPORTED)
def test_the_export_has_a_place_for_the_table(name: str) -> None:
    assert EXPORTED[name] in parts(ExportAnswer)


@pytest.mark.parametrize("name", EXPORTED)
def test_every_column_is_in_the_export_or_has_a_reason_not_to_be(name: str) -> None:
    told = set(EXPORTED[name].__struct_fields__)
    columns = {f"{name}.{column.name}": column.name.removesuffix("_minor") for column in METADATA.tables[name].columns}
    missing = {full for full, plain in columns.items() if RENAMED.get(full, plain) not in told}
    assert missing == {full for full in columns if full in LEFT_OUT}


def test_no_reason_outlives_its_column() -> None:
    there = {f"{name}.{column.name}" for name, table in METADATA.tables.items() for column in table.columns}
    assert RENAMED.keys() | LEFT_OUT.keys() <= there
