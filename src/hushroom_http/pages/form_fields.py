"""The fields of forms, declared from the limits of the domain, and the HTML that depends on nothing else."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from attrs import field, frozen
from markupsafe import Markup, escape

from hushroom_domain.shared.limits import Characters, Limit, Range
from hushroom_domain.shared.text import Text
from hushroom_http.pages.languages import PageLanguage


@frozen
class Option:
    """One choice of a field: the value that is sent, its label (translated when shown) and a hint."""

    value: str
    label: str
    hint: str = ""
    is_translated: bool = True
    """False for a label that is a name in every language, such as that of a time zone."""


@frozen(kw_only=True)
class Field:
    """One field: `name` is that of the input in the domain's messages, such as `bio` or `slots`.

    `kind` is a type of HTML's `input`, or `textarea`, `select`, `radios`, `checkboxes` or `checkbox`.
    """

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    limit: Limit | None = None
    is_required: bool = True
    autocomplete: str = ""
    accept: str = ""
    """The media types that a file may have."""
    options: Sequence[Option] = ()
    keeps_others: bool = False
    """True for a `select` that keeps a value of before which is not among its options, if the limit admits it."""

    _lists: dict[PageLanguage, "WrittenOptions"] = field(factory=dict, init=False, repr=False, eq=False)

    @cached_property
    def attributes(self) -> Markup:
        """Returns the attributes of an `input` that tell a browser about its limits and its purpose."""
        is_number = self.kind == "number"
        given = {
            "dir": "auto" if self.kind in {"text", "search"} else None,
            "max" if is_number else "maxlength": self.maximum,
            "min": self.minimum if is_number else None,
            "inputmode": "numeric" if is_number and self.minimum is not None else None,
            "autocomplete": self.autocomplete or None,
            "accept": self.accept or None,
        }
        pairs = (Markup(' %s="%s"') % (name, value) for name, value in given.items() if value is not None)
        return Markup("").join((*pairs, " required" if self.is_required else ""))

    def choices(self, chosen: Sequence[str], language: PageLanguage) -> Markup:
        """Returns the options of a `select`, with the chosen one selected."""
        if language not in self._lists:
            self._lists[language] = WrittenOptions.of(self.options, language)
        written = self._lists[language]
        others = [one for one in chosen if one not in written.places and self._keeps(one)]
        kept = Markup("").join(Markup("<option selected>%s</option>\n") % one for one in others)
        return kept + written.with_selected(chosen)

    def _keeps(self, value: str) -> bool:
        return self.keeps_others and self.limit is not None and self.limit.wrong(value) is None

    @property
    def maximum(self) -> int | None:
        """Returns the largest length of a text, or the largest number."""
        return self.limit.max if isinstance(self.limit, Text | Characters | Range) else None

    @property
    def minimum(self) -> int | None:
        """Returns the smallest number."""
        return self.limit.min if isinstance(self.limit, Range) else None


@frozen
class WrittenOptions:
    """The options of a `select` as HTML in one language, none selected, and the place of each one by its value."""

    html: str
    places: Mapping[str, tuple[int, int]]

    @classmethod
    def of(cls, options: Sequence[Option], language: PageLanguage) -> "WrittenOptions":
        """Writes the options in a language."""
        lines = [_line(option, language) for option in options]
        ends = list(accumulate(len(line) + 1 for line in lines))
        places = {
            option.value: (end - 1 - len(line), end - 1) for option, line, end in zip(options, lines, ends, strict=True)
        }
        return cls("\n".join(lines), places)

    def with_selected(self, values: Sequence[str]) -> Markup:
        """Returns the options with those of these values selected."""
        html = self.html
        for start, end in sorted((self.places[one] for one in {*values} & self.places.keys()), reverse=True):
            html = html[:start] + html[start:end].replace(">", " selected>", 1) + html[end:]
        return Markup(html)  # noqa: S704 - every part is escaped


def _line(option: Option, language: PageLanguage) -> str:
    """Returns one option that is not selected; a browser sends the label of an option without a value."""
    label = language.catalogue.gettext(option.label) if option.is_translated else option.label
    is_sent_as_shown = option.value == label == " ".join(label.split())
    value = "" if is_sent_as_shown else f' value="{escape(option.value)}"'
    return f"<option{value}>{escape(label)}</option>"
