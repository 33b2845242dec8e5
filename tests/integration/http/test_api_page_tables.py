"""The tables of the API page name the fields of each route."""

import re

import msgspec

from hushroom_http.api_v1.notifications.centre import KEPT
from hushroom_http.api_v1.openapi.document import refined
from hushroom_http.inputs.request_bodies import Body
from tests.integration.http.routes import PREFIX
from tests.integration.http.test_bad_input import BODIES
from tests.integration.http.test_documentation import API_PAGE, operations
from tests.integration.http.world import http_settings, web

PAGE = API_PAGE.read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (?:· )?`([A-Z]+) (/[^`?]*)` \| ([^|]*(?:\\\|[^|]*)*) \|", PAGE, re.MULTILINE)
PAGED = {"page", "limit", "cursor"}
"""Parameters that the page names once for all lists of administrators."""


def names_of(kind: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(kind)}


def test_the_page_names_the_fields_of_every_body() -> None:
    """`name?` marks an optional field. Nested fields are not compared."""
    seen = 0
    for method, path, cell in ROWS:
        kind = BODIES.get((method, path))
        if kind is None or not names_of(kind) or not cell.strip().startswith("`"):
            continue
        outer = re.sub(r"\[\{.*?\}\]", "", ", ".join(re.findall(r"`([^`]*)`", cell)))
        told = dict(re.findall(r"(\w+)(\??)", outer))
        assert fields_told(kind) == told | hidden(path), f"{method} {path}"
        seen += 1
    assert seen > 25


def test_the_page_says_how_long_notifications_are_kept() -> None:
    assert KEPT in PAGE


def fields_told(kind: type[Body]) -> dict[str, str]:
    return {field.encode_name: "" if field.required else "?" for field in msgspec.structs.fields(kind)}


def hidden(path: str) -> dict[str, str]:
    """Returns the fields that the notation cannot express: two names for one required field."""
    return {"password": "?", "newPassword": "?"} if path == "/auth/reset-password" else {}


def test_the_page_names_the_parameters_of_every_query() -> None:
    document = refined(web(http_settings()).openapi_schema.to_schema())
    taken = {
        path.removeprefix(PREFIX): {one["name"] for one in operation["parameters"] if one["in"] == "query"}
        for method, path, operation in operations(document)
        if method == "GET"
    }
    told = {path: set(re.findall(r"\b[a-z]\w*\b", quoted(cell))) for method, path, cell in ROWS if method == "GET"}
    # The allowed values of a parameter follow its name.
    told = {path: names - {"user", "companion"} for path, names in told.items()}
    for path, names in taken.items():
        if names:
            shared = PAGED if path.startswith("/admin/") else set()
            assert told[path] | (shared & names) == names, path


def quoted(cell: str) -> str:
    return " ".join(re.findall(r"`([^`]*)`", cell))
