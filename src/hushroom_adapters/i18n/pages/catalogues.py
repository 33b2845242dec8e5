"""Reads the gettext catalogues of the pages, and looks texts up in them."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from attrs import frozen
from babel import Locale
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

CODES = ("en", "fr", "ar")
FALLBACK = "en"
ENDING = ".po"
PSEUDO = str.maketrans("aeiouycnAEIOU", "äéíöüýçñÅÉÎÕÛ")
"""Letters of the pseudo-locale, in which a text that no catalogue has remains visible as plain English."""


@frozen
class Catalogue:
    """The texts of one language: the forms of each English text; one form, or one per plural of the language."""

    locale: Locale
    texts: Mapping[str, tuple[str, ...]]

    def gettext(self, text: str) -> str:
        """Returns the text in this language; the text itself where the catalogue has none."""
        return self.texts.get(text, (text,))[0]

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Returns the form of the text that this language uses with `count`."""
        forms = self.texts.get(one)
        if forms is None:
            return one if count == 1 else many
        return forms[plural_index(self.locale, count)]


@frozen
class PseudoCatalogue(Catalogue):
    """Texts with changed letters and half as long again, which show texts that bypass the catalogues."""

    def gettext(self, text: str) -> str:
        """Returns the text in changed letters."""
        return pseudo(text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Returns the English form of `count` in changed letters."""
        return pseudo(one if count == 1 else many)


def pseudo(text: str) -> str:
    """Returns a text with changed letters, and longer; placeholders such as `%(name)s` stay."""
    parts = text.split("%(")
    kept = [parts[0].translate(PSEUDO)]
    for part in parts[1:]:
        name, closing, rest = part.partition(")s")
        kept.append(f"%({name}{closing}{rest.translate(PSEUDO)}" if closing else f"%({name}".translate(PSEUDO))
    return "".join(kept) + " ~" * (len(text) // 6)


@cache
def catalogue(code: str) -> Catalogue:
    """Returns the catalogue of a language, read from all its files once."""
    return Catalogue(Locale(code), {_key(entry): forms_of(entry) for entry in entries(code) if all(forms_of(entry))})


@cache
def pseudo_catalogue() -> Catalogue:
    """Returns the catalogue of the pseudo-locale."""
    return PseudoCatalogue(Locale(FALLBACK), {})


def entries(code: str) -> Iterator[Message]:
    """Yields every entry of a language's files."""
    for file in sources(code):
        yield from messages(file, code)


def sources(code: str) -> tuple[Traversable, ...]:
    """Returns the files of a language, one per feature."""
    folder = files(__package__) / code
    found = (file for file in folder.iterdir() if file.name.endswith(ENDING)) if folder.is_dir() else ()
    return tuple(sorted(found, key=lambda file: file.name))


def messages(file: Traversable, code: str) -> tuple[Message, ...]:
    """Returns the entries of one file, without its header."""
    with file.open("rb") as stream:
        found = read_po(stream, locale=code)
    return tuple(entry for entry in found if entry.id)


def plural_index(locale: Locale, count: int) -> int:
    """Returns the position of the plural form for `count`, in the order of CLDR's rules of this language."""
    form = locale.plural_form(count)
    return plural_forms(locale).index(form)


@cache
def plural_forms(locale: Locale) -> tuple[str, ...]:
    """Returns the names of a language's plural forms in the order in which a catalogue lists them."""
    order = ("zero", "one", "two", "few", "many", "other")
    return tuple(form for form in order if form in {*locale.plural_form.tags, "other"})


def _key(entry: Message) -> str:
    return entry.id if isinstance(entry.id, str) else entry.id[0]


def forms_of(entry: Message) -> tuple[str, ...]:
    """Returns the translations of an entry: one, or one per plural form."""
    found: Any = entry.string
    return (found,) if isinstance(found, str) else tuple(found)
