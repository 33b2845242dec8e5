"""The texts of advice about passwords. The catalogues of the pages translate them, for the API too."""

from collections.abc import Mapping

from hushroom_adapters.i18n.pages.catalogues import CODES, FALLBACK, catalogue
from hushroom_domain.identity.rules.password_advice import PasswordAdvice

TEXTS: Mapping[PasswordAdvice, str] = {
    PasswordAdvice.COMMON_PASSWORD: "Many people use this password.",
    PasswordAdvice.LIKE_COMMON_PASSWORD: "This resembles a password that many people use.",
    PasswordAdvice.SINGLE_WORD: "A single word is easy to guess.",
    PasswordAdvice.NAMES: "Names are easy to guess.",
    PasswordAdvice.KEYBOARD_ROWS: "Keys beside each other are easy to guess.",
    PasswordAdvice.REPEATS: "Avoid repeated words and characters.",
    PasswordAdvice.SEQUENCES: "Avoid sequences such as abc or 6543.",
    PasswordAdvice.YEARS: "Avoid years, above all those of your life.",
    PasswordAdvice.DATES: "Avoid dates, above all those of your life.",
    PasswordAdvice.CAPITALS: "Capital letters alone help little.",
    PasswordAdvice.REVERSED: "A word written backwards is hardly harder to guess.",
    PasswordAdvice.SUBSTITUTIONS: "Writing @ for a, and the like, helps little.",
    PasswordAdvice.ADD_WORDS: "Add another word or two that do not belong together.",
}


def advice_in(language: str, advice: PasswordAdvice) -> str:
    """Returns a piece of advice in this language; in English where there are no texts in it."""
    return catalogue(language if language in CODES else FALLBACK).gettext(TEXTS[advice])
