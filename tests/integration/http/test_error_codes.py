"""Every error code of API v1 is covered by a test.

The tests of authorization (401 and 403) and of malformed input (400 `request.invalid`) have tables of their own.
"""

from hushroom_domain.shared.errors import (
    Conflict,
    DomainError,
    Forbidden,
    NotFound,
    RuleViolated,
    Unauthenticated,
    Unavailable,
    ValidationFailed,
)
from tests.integration.http import (
    test_refused_accounts,
    test_refused_passkeys,
    test_refused_payments,
    test_refused_providers,
    test_refused_sessions,
)
from tests.integration.http.error_cases import PROVES

PLACES = (
    test_refused_accounts,
    test_refused_passkeys,
    test_refused_providers,
    test_refused_sessions,
    test_refused_payments,
)
FAMILIES = (NotFound, Conflict, Forbidden, ValidationFailed, RuleViolated, Unauthenticated, Unavailable)
ELSEWHERE = {
    "auth.account_inactive": "test_authorisation",
    "auth.busy": "a flood of sign-ins: tests/unit/security/test_passwords.py",
    "auth.proof_refused": "the parent of the refusals of passwords",
    "auth.passkey.busy": "a flood of signatures: tests/unit/security/test_passkeys.py",
    "auth.token_expired": "test_authorisation",
    "auth.token_invalid": "test_authorisation",
    "auth.wrong_role": "test_authorisation",
    "avatar.busy": "a flood of pictures: tests/integration/pictures/test_encoder.py",
    "avatar.damaged": "a hostile file: tests/integration/pictures/test_decoding.py",
    "avatar.missing": "test_avatars",
    "avatar.mixed": "a hostile file: tests/integration/pictures/test_decoding.py",
    "avatar.not_own": "test_avatars",
    "avatar.outside": "of a setting: tests/unit/identity/test_avatars.py",
    "avatar.quota_reached": "test_avatars",
    "avatar.refused": "the parent of the refusals of pictures",
    "avatar.storage_unavailable": "test_avatars",
    "avatar.too_demanding": "a hostile file: tests/integration/pictures/test_encoder.py",
    "avatar.too_large": "test_avatars",
    "avatar.too_late": "of a slow storage: tests/unit/identity/test_avatars.py",
    "avatar.too_many_pixels": "a hostile file: tests/integration/pictures/test_decoding.py",
    "avatar.unsupported": "test_avatars",
    "avatar.vector": "a hostile file: tests/integration/pictures/test_encoder.py",
    "factor_recovery.not_found": "test_factor_recovery",
    "factor_recovery.own": "test_factor_recovery",
    "factor_recovery.quota_reached": "test_factor_recovery",
    "factor_recovery.too_early": "test_factor_recovery",
    "factor.required": "a setting that is off: test_factor_duty",
    "companion.identity_not_verified": "a setting that is off: tests/unit/identity/test_verifying.py",
    "verification.too_many": "sessions that the provider ends: tests/unit/identity/test_verifying.py",
    "companion.too_many_favourites": "a hundred companions: tests/unit/companions/test_favourites.py",
    "database.try_again": "what PostgreSQL refuses: tests/unit/postgres/test_errors.py",
    "database.unavailable": "without a database: test_serving",
    "health.not_ready": "test_health",
    "media.webhook.bad_signature": "test_serving, test_media_shapes",
    "page.foreign_form": "a form from another site: test_page_authorisation",
    "page.stale_form": "a form without its token: test_page_authorisation",
    "payment.object_missing": "what the provider has lost: tests/support/contracts/gateway.py",
    "payment.webhook.bad_signature": "test_serving, test_payments",
    "payment.webhook.malformed": "test_serving",
    "push.off": "test_push",
    "realtime.handshake_refused": "tests/integration/realtime/test_middleware.py",
    "realtime.not_packets": "tests/integration/realtime/test_middleware.py",
    "realtime.not_valid": "tests/integration/realtime/test_middleware.py",
    "request.disconnected": "test_errors",
    "request.idempotency_in_progress": "test_idempotency",
    "request.idempotency_key_malformed": "test_idempotency",
    "request.idempotency_key_reused": "test_idempotency",
    "request.malformed_multipart": "test_avatars",
    "request.not_a_form": "test_account_pages",
    "request.not_json": "test_bad_input, test_errors",
    "users.exports_busy": "test_exports",
    "users.no_room_for_export": "test_exports",
}
NEVER = {
    "drift.not_found": "drift is told on the realtime channel",
    "drift.only_companion": "drift is told on the realtime channel",
    "drift.session_not_in_progress": "drift is told on the realtime channel",
    "machine.not_your_step": "whose step it is follows from who asks: another refusal comes first",
    "mail.address_refused": "letters are sent by workers",
    "mail.unavailable": "letters are sent by workers",
    "push.refused": "push messages are sent by workers",
    "push.subscription_gone": "push messages are sent by workers",
    "push.unavailable": "push messages are sent by workers",
    "realtime.quota_reached": "of the realtime channel",
    "realtime.unknown_event": "of the realtime channel",
}
"""Error codes that no response of API v1 contains, with the reason."""


def codes(kind: type[DomainError]) -> set[str]:
    own = {kind.code} if kind.__module__.startswith("hushroom_") and kind not in FAMILIES else set()
    return own.union(*(codes(child) for child in kind.__subclasses__()))


def test_every_rule_is_proven_here_or_elsewhere() -> None:
    rules = set[str]().union(*(codes(family) for family in FAMILIES))
    rules = {code for code in rules if not code.startswith("seeding.")}
    proven = {getattr(test, PROVES) for place in PLACES for test in vars(place).values() if hasattr(test, PROVES)}
    assert rules == proven | ELSEWHERE.keys() | NEVER.keys()
    assert not proven & NEVER.keys()
