"""Agreements in plain words: standard texts in the reader's language, and every other text as it was written."""

from collections.abc import Iterable

from attrs import frozen

from hushroom_domain.companions.model import CompanionMode
from hushroom_domain.contracts.model import Contract, ContractTemplate, Rule
from hushroom_http.pages.languages import PageLanguage
from hushroom_http.pages.sessions.standard_words import STANDARD_WORDS
from hushroom_http.pages.translations import N_

MODES = {
    CompanionMode.STRICT: N_("Firm: drifting away from the goal is named at once"),
    CompanionMode.MODERATE: N_("Gentle: drifting away from the goal is named kindly"),
    CompanionMode.FLEXIBLE: N_("Free: drifting away is fine unless you ask"),
}


@frozen(kw_only=True)
class Agreement:
    """A contract or a template as people read it; `rules` are in the reader's language where they are standard."""

    mode: str
    rules: tuple[str, ...]
    name: str = ""
    description: str = ""


def agreement_of(contract: Contract, language: PageLanguage) -> Agreement:
    """Returns the words of a contract."""
    return Agreement(mode=MODES[contract.mode], rules=_rules(contract.rules, language))


def offer_of(template: ContractTemplate, language: PageLanguage) -> Agreement:
    """Returns the words of a template."""
    return Agreement(
        mode=MODES[template.mode],
        rules=_rules(template.rules, language),
        name=plain_words(template.name, language),
        description=plain_words(template.description, language),
    )


def plain_words(text: str, language: PageLanguage) -> str:
    """Returns a text of the standard templates in a language; a text that somebody wrote stays as it is."""
    return language.catalogue.gettext(text) if text in _STANDARD else text


def _rules(rules: Iterable[Rule], language: PageLanguage) -> tuple[str, ...]:
    return tuple(plain_words(rule.description, language) for rule in rules if rule.description)


_STANDARD = frozenset(STANDARD_WORDS)
