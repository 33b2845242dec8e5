"""The stored copy of the OpenAPI document: `make openapi` writes it anew after additions.

A breaking change of v1 is refused; `make openapi ARGS=--breaking` writes it all the same.
"""

import json
import sys
from pathlib import Path

from hushroom_http.api_v1.openapi.document import refined
from tests.integration.http.world import http_settings, web
from tests.support.openapi_changes import Change, Json, canonical, changes, text_of

COPY = Path(__file__).parent / "data" / "openapi.json"
UPDATE = "make openapi"


def current() -> Json:
    """Returns the canonical document of the application."""
    return canonical(refined(web(http_settings()).openapi_schema.to_schema()))


def stored() -> Json:
    """Returns the copy."""
    return json.loads(COPY.read_text(encoding="utf-8"))


def main(arguments: list[str]) -> int:
    """Writes the copy anew and prints the changes; returns 1 and writes nothing when one of them breaks clients."""
    document = current()
    found = changes(stored(), document)
    for change in found:
        sys.stdout.write(f"{'BREAKING ' if change.is_breaking else ''}{change}\n")
    if _breaks(found) and "--breaking" not in arguments:
        sys.stderr.write("A client of v1 may fail: the copy stays as it is.\n")
        return 1
    COPY.write_text(text_of(document) + "\n", encoding="utf-8")
    return 0


def _breaks(found: list[Change]) -> bool:
    return any(change.is_breaking for change in found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
