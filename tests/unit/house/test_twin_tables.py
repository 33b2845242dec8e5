"""Tables that live apart, in different rings or packages, and must name the same things."""

from enum import Enum
from http import HTTPStatus

import pytest
from attrs import fields

from hushroom_adapters.i18n.emails.languages import CODES
from hushroom_adapters.i18n.emails.renderer import PAGES as LINKED_PAGES
from hushroom_adapters.i18n.pages.catalogues import CODES as PAGE_CODES
from hushroom_adapters.livekit.notices import IN_USE
from hushroom_adapters.local.emulators.stripe.cards import CARDS, named
from hushroom_adapters.local.seeding.traits import TIERS
from hushroom_adapters.local.walkthrough.signing_up import WEEKDAYS
from hushroom_adapters.memory.gateway.cards import CHALLENGED, DECLINED, GOOD
from hushroom_adapters.memory.gateway.gateway import EVENT_OF
from hushroom_adapters.memory.gateway.intent import _STATES, Stage
from hushroom_adapters.postgres.administration.exports import _LISTS
from hushroom_adapters.settings import VARIABLES
from hushroom_adapters.settings.table import SECRETS
from hushroom_adapters.stripe.mapping import DISPUTES, STATES, WORST_FIRST
from hushroom_domain.administration.queries import SLICED_LISTS, Export
from hushroom_domain.availability.model import Weekday
from hushroom_domain.companions.model import CompanionMode, CompanionTier
from hushroom_domain.contracts.model import SessionType
from hushroom_domain.contracts.services.standard_templates import TEMPLATES
from hushroom_domain.identity.model import TOKEN_LIFETIME, TokenPurpose
from hushroom_domain.identity.policy import MINIMUM_AGE_YEARS
from hushroom_domain.notifications.catalogue import CATALOGUE, EmailKind
from hushroom_domain.payments.errors import AmountTooSmall
from hushroom_domain.payments.model import _BEFORE_CAPTURE, _DISPUTE_ORDER
from hushroom_domain.payments.policy import COMMISSION_BASIS_POINTS, SMALLEST_CHARGE, WHOLE_FROM_PERCENT
from hushroom_domain.payments.rules.provider_snapshot import DisputeState, IntentState
from hushroom_domain.sessions.state_machine import TRANSITIONS, SessionAction, SessionActor, SessionEndedBy
from hushroom_domain.shared.errors import DomainError
from hushroom_domain.shared.quotas import Countable, Quotas
from hushroom_http.api_v1.openapi import WORDS
from hushroom_http.api_v1.sessions.routes import STEPS as ROUTES
from hushroom_http.api_v1.surface import PROBES
from hushroom_http.app import MAX_BODY_BYTES
from hushroom_http.pages.identity.forms import REGISTRATION
from hushroom_http.pages.identity.mailed_links import PATHS
from hushroom_http.realtime.sessions import STEPS as EVENTS
from hushroom_http.server.faults import OF_THE_WEB, STATUS
from tests.support.source_files import source_files

PARTICIPANTS = {SessionActor.SEEKER, SessionActor.COMPANION}


@pytest.mark.parametrize(
    ("table", "options"),
    [
        (COMMISSION_BASIS_POINTS, CompanionTier),
        (TIERS, CompanionTier),
        (WHOLE_FROM_PERCENT, SessionEndedBy),
        (TOKEN_LIFETIME, TokenPurpose),
        (CATALOGUE, EmailKind),
        (_BEFORE_CAPTURE, IntentState),
        (_DISPUTE_ORDER, DisputeState),
        (WORST_FIRST, DisputeState),
        ({*EVENT_OF, IntentState.MISSING}, IntentState),
        ({*_STATES, Stage.NEEDS_METHOD}, Stage),
        ({*STATES.values(), IntentState.WAITING, IntentState.FAILED, IntentState.MISSING}, IntentState),
        (set(DISPUTES.values()), DisputeState),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_a_table_has_a_row_for_every_option(table: object, options: type[Enum]) -> None:
    assert isinstance(table, dict | set | tuple | list)
    assert set(table) == set(options)


def test_every_type_of_session_has_a_standard_template_for_every_mode() -> None:
    expected = {(session_type, mode) for session_type in SessionType for mode in CompanionMode}
    assert {(template.session_type, template.mode) for template in TEMPLATES} == expected


def test_emails_and_pages_speak_the_same_languages() -> None:
    assert set(CODES) == set(PAGE_CODES)


def test_the_form_of_a_new_account_names_the_minimum_age() -> None:
    assert f" {MINIMUM_AGE_YEARS} " in REGISTRATION.of("dateOfBirth").hint


def test_every_purpose_of_a_token_has_an_email_with_a_link_to_a_page() -> None:
    linked = {kind: row.link for kind, row in CATALOGUE.items() if row.link}
    assert set(linked.values()) == set(TokenPurpose)
    assert linked.keys() == LINKED_PAGES.keys()
    assert {f"/{page}" for page in LINKED_PAGES.values()} == PATHS


def test_an_export_slices_all_its_long_lists_in_both_stores() -> None:
    in_first_slice, with_their_rows = {"languages", "availability"}, {"drift_logs", "refunds"}
    lists = {field.name for field in fields(Export) if str(field.type).startswith("tuple")}
    assert lists - in_first_slice - with_their_rows == set(SLICED_LISTS) == set(_LISTS)


def test_clients_have_the_actions_that_participants_may_take_by_themselves() -> None:
    by_participants = {action for (action, _), row in TRANSITIONS.transitions.items() if PARTICIPANTS & set(row.actors)}
    by_selecting = {SessionAction.MATCH}
    assert {action for action, _ in ROUTES} == by_participants - by_selecting
    assert set(EVENTS.values()) <= by_participants


def test_every_family_of_errors_has_a_status_that_the_document_describes() -> None:
    before_the_routes = {408, 431}
    families = [error for error in DomainError.__subclasses__() if error.__module__.startswith("hushroom_domain.")]
    assert [error for error in families if not any(issubclass(error, one) for one in STATUS)] == []
    assert {status.value for status in STATUS.values()} - before_the_routes <= WORDS.keys()


def test_what_is_counted_by_the_day_has_a_quota() -> None:
    assert {one.value for one in Countable} <= {field.name for field in fields(Quotas)}


def test_the_message_of_a_small_amount_names_the_smallest() -> None:
    whole, cents = divmod(SMALLEST_CHARGE.minor, 100)
    assert f"{whole}.{cents:02d} {SMALLEST_CHARGE.currency}" in AmountTooSmall.message


def test_the_messages_of_a_large_body_name_the_limit() -> None:
    limit = f"larger than {MAX_BODY_BYTES // 2**20} MiB"
    too_large = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert limit in WORDS[too_large]
    assert limit in OF_THE_WEB[too_large][1]


def test_the_paths_without_a_rate_limit_are_those_of_routes() -> None:
    routes = "".join(file.text for file in source_files("src/hushroom_http") if file.path.endswith("/routes.py"))
    assert [path for path in PROBES if f'"/{path.rpartition("/")[2]}"' not in routes] == []


def test_the_provider_in_memory_knows_cards_of_the_emulator_and_their_answers() -> None:
    cards = {name: CARDS[named(name) or ""] for name in (*GOOD, *CHALLENGED, *DECLINED)}
    assert all(cards[name].decline is None for name in GOOD)
    assert all(cards[name].authentication in {"always", "required"} for name in CHALLENGED)
    declines = {name: card.decline for name, card in cards.items() if card.decline}
    assert {name: decline.message for name, decline in declines.items()} == DECLINED


@pytest.mark.parametrize(
    ("peer", "names"),
    [("livekit", IN_USE), ("stripe", {*EVENT_OF.values(), "charge.dispute.created", "charge.dispute.closed"})],
)
def test_the_emulators_send_the_notices_that_the_adapters_read(peer: str, names: set[str]) -> None:
    sources = "".join(file.text for file in source_files(f"src/hushroom_adapters/local/emulators/{peer}"))
    assert [name for name in names if f'"{name}"' not in sources] == []


def test_secrets_are_settings() -> None:
    assert set(SECRETS) <= {variable.name for variable in VARIABLES}


def test_the_walkthrough_works_on_weekdays() -> None:
    assert set(WEEKDAYS) <= {day.value for day in Weekday}
