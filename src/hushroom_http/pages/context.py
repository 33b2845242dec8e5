"""The facts about a request that every template reads as `page`: the reader, their language, zone and rights."""

from datetime import UTC, datetime
from functools import cache
from typing import Any, Protocol

from attrs import field, frozen
from litestar import Request
from markupsafe import Markup

from hushroom_adapters.i18n.pages.catalogues import CODES, FALLBACK
from hushroom_domain.identity.model import UserRole
from hushroom_domain.identity.rules.avatar_addresses import AvatarAddresses, path_of
from hushroom_domain.shared.errors import DomainError
from hushroom_domain.shared.ids import UserId
from hushroom_http.pages.cookies import language_tag
from hushroom_http.pages.formatting import Formats
from hushroom_http.pages.languages import (
    NAMES,
    PageLanguage,
    accepted,
    chosen,
    language_of,
    prefix_of,
)
from hushroom_http.pages.next_paths import HOME, LANDING
from hushroom_http.pages.problem_words import problem_words, refusal_words

ZONE_FALLBACK = "UTC"
NO_AVATARS = AvatarAddresses("")
"""The addresses of pictures on a page that shows none."""


class Reader(Protocol):
    """The signed-in reader of a page."""

    @property
    def user_id(self) -> UserId: ...
    @property
    def role(self) -> UserRole: ...
    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def timezone(self) -> str: ...
    @property
    def unread_notifications(self) -> int: ...


@frozen(kw_only=True)
class PageContext(Formats):
    """The reader of a page and the ways in which texts are written for them; `path` is that of the request.

    `has_web_app` is False on a server whose pages are those of mailed links alone: they lead to no other page.
    """

    reader: Reader | None
    path: str
    has_web_app: bool
    form_token: str
    new_form_id: str
    avatars: AvatarAddresses
    notice: str
    """The name of the message that a redirect asked for with `?done=`; an empty text without one."""
    prefix: str = field(init=False)
    """The language part of public addresses, such as `/fr`; an empty text for addresses without one."""
    bare_path: str = field(init=False)
    """The path of the request without its language part."""

    @prefix.default
    def _language_part(self) -> str:
        code = prefix_of(self.path)
        return f"/{code}" if code else ""

    @bare_path.default
    def _without_language(self) -> str:
        return self.path.removeprefix(self.prefix) or "/"

    @classmethod
    def of_nobody(cls, language: PageLanguage, zone_key: str, path: str) -> "PageContext":
        """Returns the facts for a part of a page that is the same for many readers and names no time."""
        return cls(
            language=language,
            zone_key=zone_key,
            now=datetime.min.replace(tzinfo=UTC),
            reader=None,
            path=path,
            has_web_app=True,
            form_token="",
            new_form_id="",
            avatars=NO_AVATARS,
            notice="",
        )

    @property
    def is_admin(self) -> bool:
        return self.reader is not None and self.reader.role is UserRole.ADMIN

    @property
    def is_companion(self) -> bool:
        return self.reader is not None and self.reader.role is UserRole.COMPANION

    @property
    def first_page(self) -> str:
        """Returns the address of the reader's home, or of the landing page for a stranger."""
        return HOME if self.reader else (self.prefix or LANDING)

    @property
    def codes(self) -> tuple[str, ...]:
        """Returns the codes of the languages that public pages have addresses in."""
        return CODES

    def address_in(self, code: str) -> str:
        """Returns the path of this public page in a language, such as `/fr/help`."""
        prefix = "" if code == FALLBACK else f"/{code}"
        return f"{prefix}{self.bare_path}".rstrip("/") or "/"

    @property
    def language_choices(self) -> Markup:
        """Returns the languages that the reader can choose as options of a `select`, with that of the page selected."""
        return _language_choices(self.language.tag)

    def is_at(self, path: str, is_whole: bool = False) -> bool:
        """Returns whether this is the page, or one below it; with `is_whole`, whether it is that page itself."""
        return self.bare_path == path or (not is_whole and self.bare_path.startswith(f"{path}/"))

    def picture(self, avatar_url: str | None, size: int) -> str:
        """Returns the address of a person's picture in a size of `AVATAR_SIZES`; an empty text for an outside one.

        Pages load pictures from our own storage only: another website would learn who reads which page.
        """
        name = self.avatars.name_in(avatar_url)
        return "" if name is None else f"{self.avatars.cdn}{path_of(name, size)}"

    def problem(self, message: str) -> str:
        """Returns the message of an invalid field in the reader's language."""
        return problem_words(message, self.language)

    def refusal(self, error: DomainError) -> str:
        """Returns the message of an error in the reader's language."""
        return refusal_words(error, self.language)

    def bold(self, text: object) -> Markup:
        """Returns an escaped text in bold type, for a part of a translated sentence."""
        return Markup("<b>{}</b>").format(text)


def language_for(request: Request[Any, Any, Any], reader: Reader | None) -> PageLanguage:
    """Returns the language of a page: the address's, else the account's, else the cookie's, else the browser's."""
    from_address = prefix_of(request.scope["path"])
    known = language_of(from_address) or (language_of(reader.language) if reader else None)
    if known:
        return known
    from_cookie = "" if reader else language_tag(request)
    return chosen(from_cookie, accepted(request.headers.get("accept-language", "")))


@cache
def _language_choices(tag: str) -> Markup:
    line = Markup('<option value="%s" lang="%s"%s>%s</option>')
    lines = (line % (one, one, " selected" if one == tag else "", name) for one, name in NAMES.items())
    return Markup("\n").join(lines)
