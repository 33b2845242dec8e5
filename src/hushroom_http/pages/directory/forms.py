"""The filters of the list of companions."""

from datetime import datetime
from functools import cache

from attrs import evolve, frozen

from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.companions.policy import SEARCHED_PRICE, SEARCHED_TAG, SEARCHED_TEXT
from hushroom_domain.companions.queries import CompanionSearch, CompanionSort
from hushroom_domain.identity.policy import SEARCHED_LANGUAGE
from hushroom_domain.sessions.policy import DEFAULT_PLANNED_MINUTES, PLANNED_MINUTES
from hushroom_domain.sessions.rules.appointments import appointment_problem
from hushroom_domain.shared.errors import FieldProblem, raise_for_fields
from hushroom_domain.shared.time import ZONE, Period, zone_of
from hushroom_http.pages.context import PageContext
from hushroom_http.pages.form_fields import Field, Option
from hushroom_http.pages.forms import Form, Submission
from hushroom_http.pages.languages import PageLanguage
from hushroom_http.pages.tongues import named_tongues
from hushroom_http.pages.translations import N_

TIERS = (
    Option("", N_("any")),
    Option(CompanionTier.STANDARD.value, N_("Standard")),
    Option(CompanionTier.VERIFIED.value, N_("Verified")),
    Option(CompanionTier.EXPERT.value, N_("Expert")),
)
SORTS = (
    Option(CompanionSort.RANK.value, N_("Online first, then by reputation")),
    Option(CompanionSort.PRICE.value, N_("Lowest price first")),
)
FILTERS = Form(
    (
        Field(name="q", label=N_("Words, names or subjects"), kind="search", limit=SEARCHED_TEXT, is_required=False),
        Field(name="sort", label=N_("Order"), kind="select", options=SORTS),
        Field(name="tag", label=N_("Subject"), limit=SEARCHED_TAG, is_required=False),
        Field(name="language", label=N_("Language of the companion"), kind="select", is_required=False),
        Field(name="price", label=N_("Highest price of one hour in euros"), limit=SEARCHED_PRICE, is_required=False),
        Field(name="tier", label=N_("Tier"), kind="select", options=TIERS, is_required=False),
        Field(name="when", label=N_("Free on"), kind="datetime-local", is_required=False),
        Field(name="minutes", label=N_("Minutes"), kind="number", limit=PLANNED_MINUTES),
        Field(name="zone", label=N_("Time zone"), is_required=False),
        Field(name="online", label=N_("Online now"), kind="checkbox", is_required=False),
    )
)
NARROWING = ("tag", "language", "price", "tier", "when", "online")


@frozen
class WantedCompanions:
    """The search of a reader, and the time at which the companions shall be free."""

    search: CompanionSearch
    time: Period | None


def filters_of(page: PageContext, sent: Submission) -> Form:
    """Returns the form of filters with what the address asks for."""
    asked = {field.name: sent.text(field.name) for field in FILTERS.fields}
    defaults = {"minutes": str(DEFAULT_PLANNED_MINUTES), "zone": page.zone_key}
    filled = {name: value or defaults.get(name, "") for name, value in asked.items()}
    return _filters_in(page.language).filled(**filled)


@cache
def _filters_in(language: PageLanguage) -> Form:
    """Returns the form of filters with the languages of companions in the order of their names in a language."""
    named = (Option(tag, name, is_translated=False) for tag, name in named_tongues(language))
    tongues = (Option("", N_("any")), *named)
    return FILTERS.with_options("language", tongues)


def is_filtered(sent: Submission) -> bool:
    """Returns whether a filter beside the words is set."""
    return any(sent.text(name) for name in NARROWING)


def wanted_of(page: PageContext, sent: Submission) -> WantedCompanions:
    """Returns what the address asks for. Raises: ValidationFailed."""
    _check_lengths(sent)
    search = CompanionSearch(
        type=sent.one_of("tier", CompanionTier) if sent.text("tier") else None,
        language=sent.optional("language"),
        expertise_tag=sent.optional("tag"),
        is_online=True if sent.text("online") else None,
        max_price=sent.money("price") if sent.text("price") else None,
        sort=sent.one_of("sort", CompanionSort) if sent.text("sort") else CompanionSort.RANK,
        text=sent.optional("q"),
    )
    return WantedCompanions(search, _time_of(page, sent))


def _check_lengths(sent: Submission) -> None:
    limits = (("q", SEARCHED_TEXT), ("tag", SEARCHED_TAG), ("language", SEARCHED_LANGUAGE))
    wrong = ((name, limit.wrong(sent.text(name))) for name, limit in limits if sent.text(name))
    price = SEARCHED_PRICE.wrong(sent.money("price")) if sent.text("price") else None
    problems = [FieldProblem(name, message) for name, message in (*wrong, ("price", price)) if message]
    raise_for_fields(*problems)


def _time_of(page: PageContext, sent: Submission) -> Period | None:
    if not sent.text("when"):
        return None
    minutes = sent.number("minutes") if sent.text("minutes") else DEFAULT_PLANNED_MINUTES
    start = _start_of(page, sent)
    too_long, at_wrong_time = PLANNED_MINUTES.wrong(minutes), appointment_problem(start, page.now)
    raise_for_fields(
        *([FieldProblem("minutes", too_long)] if too_long else []),
        *([evolve(at_wrong_time, field="when")] if at_wrong_time else []),
    )
    return Period.lasting(start, minutes)


def _start_of(page: PageContext, sent: Submission) -> datetime:
    zone_key = page.zone_key if page.reader else sent.text("zone") or page.zone_key
    problem = ZONE.wrong(zone_key)
    raise_for_fields(*([FieldProblem("zone", problem)] if problem else []))
    return sent.moment("when", zone_of(zone_key))
