"""The facts that articles name: numbers of the policies and what the operator states, in the reader's language."""

from hushroom_adapters.settings import InformationSettings
from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.contracts.services.standard_templates import TEMPLATES
from hushroom_domain.identity.policy import (
    KNOWN_DEVICES_FOR,
    KNOWN_NETWORKS_FOR,
    MINIMUM_AGE_YEARS,
    PROVIDER_ATTEMPT_LASTS,
    RETURN_WITHIN,
    SIGN_IN_IDLE,
    SIGN_IN_LIFETIME,
)
from hushroom_domain.matching.policy import (
    FAIRNESS_WEIGHT,
    FAIRNESS_WINDOW,
    GOAL_WEIGHT,
    MAX_RESULTS,
    MAX_UNPAID_MATCHES,
    PRICE_WEIGHT,
    REPUTATION_WEIGHT,
    RESULT_LIFETIME,
)
from hushroom_domain.moderation.policy import HOLD_AT_REPORTERS, REPORT_WINDOW
from hushroom_domain.notifications.policy import NOTIFICATIONS_KEPT
from hushroom_domain.payments.policy import (
    COMMISSION_BASIS_POINTS,
    RENEW_BEFORE,
    SMALLEST_CHARGE,
    WHOLE_FROM_PERCENT,
)
from hushroom_domain.ratings.policy import (
    FULL_CONFIDENCE_RATINGS,
    IDLE_GRACE,
    RATING_WINDOW,
    STARS,
)
from hushroom_domain.sessions.policy import (
    DEFAULT_PLANNED_MINUTES,
    FAR_AHEAD,
    FURTHEST_AHEAD,
    IDLE_LIMIT,
    LONGEST_RUN,
    MILESTONES,
    PAY_WITHIN,
    PAY_WITHIN_FAR_AHEAD,
    PLANNED_MINUTES,
    PROLONGED_BY,
)
from hushroom_domain.sessions.state_machine import SessionEndedBy
from hushroom_domain.shared.idempotency import KEPT_FOR
from hushroom_http.pages.cookies import LANGUAGE_KEPT
from hushroom_http.pages.formatting import Formats
from hushroom_http.pages.translations import N_

GAP = N_("To be filled in by the operator")
HUNDREDTHS = 100
"""Basis points of one percent."""


def policy_facts(page: Formats) -> dict[str, str]:
    """Returns the numbers of the policies in the reader's language, by the names that articles use."""
    return {**_session_facts(page), **_money_facts(page), **_matching_facts(page), **_people_facts(page)}


def missing_facts(operator: InformationSettings) -> frozenset[str]:
    """Returns the names of the facts that the operator has not stated, the mark of a gap included."""
    stated = ("operator_name", "operator_address", "operator_contact", "operator_law")
    return frozenset(name for name in stated if not getattr(operator, name)) | {"operator_gap"}


def operator_facts(page: Formats, operator: InformationSettings) -> dict[str, str]:
    """Returns what the operator states; a mark in bold type stands for what is not set."""
    words = page.language.catalogue.gettext
    gap = words(GAP)
    stated = {
        "operator_name": (operator.operator_name, N_("name of the operator")),
        "operator_address": (operator.operator_address, N_("postal address")),
        "operator_contact": (operator.operator_contact, N_("contact")),
        "operator_law": (operator.operator_law, N_("law and courts")),
    }
    facts = {name: _plain(value) or f"**[{gap}: {words(label)}]**" for name, (value, label) in stated.items()}
    return {**facts, "operator_gap": gap}


def _session_facts(page: Formats) -> dict[str, str]:
    shortest, longest = PLANNED_MINUTES.min, PLANNED_MINUTES.max
    first, second, third = (page.percent(percent * HUNDREDTHS) for percent in sorted(MILESTONES))
    return {
        "shortest": page.minutes(shortest),
        "longest": page.minutes(longest),
        "usual": page.minutes(DEFAULT_PLANNED_MINUTES),
        "furthest_ahead": page.duration(FURTHEST_AHEAD),
        "longest_run": page.duration(LONGEST_RUN),
        "idle_limit": page.duration(IDLE_LIMIT),
        "pay_within": page.duration(PAY_WITHIN),
        "pay_within_far_ahead": page.duration(PAY_WITHIN_FAR_AHEAD),
        "far_ahead": page.duration(FAR_AHEAD),
        "prolonged_by": page.duration(PROLONGED_BY),
        "milestone_first": first,
        "milestone_second": second,
        "milestone_third": third,
        "templates": page.number(len(TEMPLATES)),
    }


def _money_facts(page: Formats) -> dict[str, str]:
    commission = {tier: page.percent(COMMISSION_BASIS_POINTS[tier]) for tier in CompanionTier}
    return {
        "commission_standard": commission[CompanionTier.STANDARD],
        "commission_verified": commission[CompanionTier.VERIFIED],
        "commission_expert": commission[CompanionTier.EXPERT],
        "whole_from": page.percent(WHOLE_FROM_PERCENT[SessionEndedBy.COMPANION] * HUNDREDTHS),
        "smallest_charge": page.amount(SMALLEST_CHARGE),
        "renew_before": page.duration(RENEW_BEFORE),
    }


def _matching_facts(page: Formats) -> dict[str, str]:
    return {
        "weight_goal": page.percent(GOAL_WEIGHT * HUNDREDTHS),
        "weight_reputation": page.percent(REPUTATION_WEIGHT * HUNDREDTHS),
        "weight_fairness": page.percent(FAIRNESS_WEIGHT * HUNDREDTHS),
        "weight_price": page.percent(PRICE_WEIGHT * HUNDREDTHS),
        "fairness_window": page.duration(FAIRNESS_WINDOW),
        "most_matches": page.number(MAX_RESULTS),
        "matches_kept": page.duration(RESULT_LIFETIME),
        "most_unpaid": page.number(MAX_UNPAID_MATCHES),
    }


def _people_facts(page: Formats) -> dict[str, str]:
    return {
        "minimum_age": page.number(MINIMUM_AGE_YEARS),
        "browser_idle": page.duration(SIGN_IN_IDLE),
        "attempt_lasts": page.duration(2 * PROVIDER_ATTEMPT_LASTS),
        "device_known": page.duration(KNOWN_DEVICES_FOR),
        "browser_lifetime": page.duration(SIGN_IN_LIFETIME),
        "language_kept": page.duration(LANGUAGE_KEPT),
        "networks_kept": page.duration(KNOWN_NETWORKS_FOR),
        "request_kept": page.duration(KEPT_FOR),
        "notifications_kept": page.duration(NOTIFICATIONS_KEPT),
        "rating_window": page.duration(RATING_WINDOW),
        "stars": page.number(STARS.max),
        "full_confidence": page.number(FULL_CONFIDENCE_RATINGS),
        "idle_grace": page.duration(IDLE_GRACE),
        "hold_reporters": page.number(HOLD_AT_REPORTERS),
        "report_window": page.duration(REPORT_WINDOW),
        "return_within": page.duration(RETURN_WITHIN),
    }


def _plain(text: str) -> str:
    """Returns a text whose characters mean nothing in Markdown."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()#+-.!<>|~" else sign for sign in text)
