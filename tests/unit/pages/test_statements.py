"""The statements about cookies and privacy name what the software keeps, in each language."""

import re
from importlib.resources import files

import pytest

from hushroom_adapters.i18n.pages.catalogues import CODES
from hushroom_http.pages.cookies import ATTEMPT, SIGN_IN, VISIT
from hushroom_http.pages.languages import LANGUAGE_COOKIE
from tests.support.source_files import ROOT

PAGES = files("hushroom_http.pages")
KEPT_BY_SCRIPTS = re.compile(r"[\"`](hushroom-[a-z]+)(?=[\":])")
INVENTORY = re.compile(r"^\| `(\w+)` \|.*\| (.+) \|$", re.MULTILINE)
ROWS = re.compile(r"^\| (.+?) \| .+ \|$", re.MULTILINE)
NAMED_BY = {
    "abuse_reports": "Reports, and what became of them",
    "audit_keys": "A log of acts",
    "audit_logs": "A log of acts",
    "availability_slots": "Your profile as a companion",
    "bookings": "Your sessions",
    "browser_sign_ins": "When you signed in",
    "companions": "Your profile as a companion",
    "contracts": "Agreements, notes about drift, ratings",
    "deliveries": "Which letters were sent to you",
    "devices": "When and from where you signed in",
    "drift_logs": "Agreements, notes about drift, ratings",
    "email_changes": "The changes of your address",
    "favourites": "The companions that you keep as favourites",
    "goals": "Your goals",
    "idempotency_keys": "The answers to your last requests",
    "identity_verifications": "Whether a provider has verified",
    "inbox": "Payments, refunds and the ledger",
    "ledger_entries": "Payments, refunds and the ledger",
    "linked_identities": "Your accounts at providers",
    "notifications": "What the notification centre told you",
    "one_time_tokens": "When you signed in",
    "outbox": "Which letters were sent to you",
    "password_credentials": "Your address",
    "passkey_challenges": "Your passkeys",
    "passkeys": "Your passkeys",
    "payments": "Payments, refunds and the ledger",
    "provider_attempts": "Your accounts at providers",
    "push_subscriptions": "The browsers that may show you notifications",
    "factor_recoveries": "The secret that you share",
    "recovery_codes": "The secret that you share",
    "second_factor_challenges": "The secret that you share",
    "totp_credentials": "The secret that you share",
    "quota_usage": "How often you did what has a limit",
    "ratings": "Agreements, notes about drift, ratings",
    "refresh_tokens": "When you signed in",
    "refunds": "Payments, refunds and the ledger",
    "sessions": "Your sessions",
    "user_languages": "Your address",
    "users": "Your address",
}
"""The beginning of the row of the privacy statement that names what each table holds about people."""


def statement(name: str, language: str) -> str:
    return (PAGES / "content/legal" / language / f"{name}.md").read_text()


def test_every_table_about_people_is_named_by_the_privacy_statement() -> None:
    held = dict(INVENTORY.findall((ROOT / "docs/reference/data-inventory.md").read_text()))
    assert {table for table, personal in held.items() if personal != "nothing."} == NAMED_BY.keys()
    rows = ROWS.findall(statement("privacy", "en"))
    assert [name for name in NAMED_BY.values() if not any(row.startswith(name) for row in rows)] == []


@pytest.mark.parametrize("language", CODES)
def test_a_statement_has_the_same_rows_in_each_language(language: str) -> None:
    for name in ("privacy", "cookies"):
        assert len(ROWS.findall(statement(name, language))) == len(ROWS.findall(statement(name, "en")))


@pytest.mark.parametrize("language", CODES)
def test_everything_that_a_browser_keeps_is_named(language: str) -> None:
    scripts = [file.read_text() for file in (PAGES / "static/js").iterdir() if file.name.endswith(".js")]
    by_scripts = {name for script in scripts for name in KEPT_BY_SCRIPTS.findall(script)}
    assert {"hushroom-alert", "hushroom-push", "hushroom-install"} <= by_scripts
    said = statement("cookies", language)
    cookies = {ATTEMPT, SIGN_IN, VISIT, LANGUAGE_COOKIE}
    assert [name for name in sorted(cookies | by_scripts - {"hushroom-worker"}) if f"`{name}`" not in said] == []
