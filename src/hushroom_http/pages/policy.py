"""The security policies that browsers apply to pages."""

from collections.abc import Sequence
from functools import cached_property

from attrs import evolve, frozen

SELF = "'self'"
NONE = "'none'"


@frozen(kw_only=True)
class PagePolicy:
    """The origins beyond our own that one page needs: each list is empty on almost all pages.

    `forms` receive a form or the redirect after it, `connections` are opened by scripts, `pictures` of people are
    loaded. `plays_media` is true where a page plays sound.
    """

    forms: Sequence[str] = ()
    connections: Sequence[str] = ()
    pictures: Sequence[str] = ()
    plays_media: bool = False
    is_embeddable: bool = False
    """True for a page that other sites may show in a frame: it has no script, no form and nothing of its reader."""

    def with_pictures(self, origin: str) -> "PagePolicy":
        """Returns the policy that also allows pictures of this origin; itself for an empty text."""
        return evolve(self, pictures=(origin,)) if origin else self

    @cached_property
    def header(self) -> str:
        """Returns the value of the header `Content-Security-Policy`."""
        parts = {
            "default-src": [NONE],
            "script-src": [NONE if self.is_embeddable else SELF],
            "style-src": [SELF],
            "img-src": [SELF, *self.pictures],
            "font-src": [SELF],
            "connect-src": [SELF, *self.connections],
            "media-src": [SELF, "blob:", "mediastream:"] if self.plays_media else [NONE],
            "manifest-src": [SELF],
            "worker-src": [SELF],
            "form-action": [NONE] if self.is_embeddable else [SELF, *self.forms],
            "base-uri": [NONE],
            "frame-ancestors": ["*" if self.is_embeddable else NONE],
            "trusted-types": ["hushroom", "hushroom-worker"],
            "require-trusted-types-for": ["'script'"],
        }
        return "; ".join(f"{name} {' '.join(values)}" for name, values in parts.items())


PAGE = PagePolicy()
EMBEDDABLE = PagePolicy(is_embeddable=True)
