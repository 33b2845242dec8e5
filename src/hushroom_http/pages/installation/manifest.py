"""The manifest of the web app (W3C, Web Application Manifest), in the reader's language."""

from collections.abc import Mapping
from typing import Any

from hushroom_http.pages.assets import asset
from hushroom_http.pages.languages import PageLanguage
from hushroom_http.pages.next_paths import HOME
from hushroom_http.pages.translations import N_

NAME = "Hushroom"
PAPER, PAPER_DARK = "#faf8f4", "#111819"
"""The colours of the bars around pages; `css/tokens.css` has them too."""
DESCRIPTION = N_("Somebody is there while you do it: time-bound audio sessions with a human companion.")
SHORTCUTS: Mapping[str, str] = {
    "/sessions/new": N_("Book a session"),
    "/sessions": N_("My sessions"),
}
ICONS = (
    ("icons/icon-192.png", "192x192", "any"),
    ("icons/icon-512.png", "512x512", "any"),
    ("icons/maskable-512.png", "512x512", "maskable"),
)


def manifest(language: PageLanguage) -> dict[str, Any]:
    """Returns the manifest; its id is the same in every language, so that one app is installed."""
    words = language.catalogue
    icons = [{"src": asset(name), "sizes": sizes, "type": "image/png", "purpose": use} for name, sizes, use in ICONS]
    return {
        "id": HOME,
        "name": NAME,
        "short_name": NAME,
        "description": words.gettext(DESCRIPTION),
        "lang": language.code,
        "dir": language.direction,
        "start_url": HOME,
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["productivity", "lifestyle"],
        "icons": icons,
        "shortcuts": [{"name": words.gettext(name), "url": url} for url, name in SHORTCUTS.items()],
    }
