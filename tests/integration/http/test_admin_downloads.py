"""The lists of administrators as CSV."""

import csv
import io

import pytest
from litestar.routes import HTTPRoute

from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.paging import Window
from hushroom_http.pages.administration import downloads
from hushroom_http.pages.administration.downloads import TYPED, safe
from tests.integration.http.office import FILES, Office, rows_of, told
from tests.integration.http.world import http_settings, web

FILTERED = {
    "/admin/users.csv": ("role", "role"),
    "/admin/ratings.csv": ("minScore", "overallScore"),
    "/admin/contract-templates.csv": ("type", "type"),
}
"""A filter of each list with the column that it is about, where both are not the status."""


async def test_the_audit_log_is_downloaded_as_csv(office: Office) -> None:
    agent = {"user-agent": "=HYPERLINK(1)"}
    await office.world.ask("POST", "/auth/login", json={"email": "sam@example.com", "password": "wrong"}, headers=agent)
    answer = await office.open("/admin/audit/entries.csv", actor=office.seeker.id)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["actorId"] for row in rows} == {office.seeker.id}
    assert {row["action"] for row in rows} >= {AuditAction.USER_REGISTER, AuditAction.SESSION_CREATE}
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


async def test_a_long_audit_log_is_downloaded_whole(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = without_downloads((await office.open("/admin/audit/entries.csv")).text)
    monkeypatch.setattr(downloads, "CHUNK", Window(2))
    assert without_downloads((await office.open("/admin/audit/entries.csv")).text) == at_once
    assert len(at_once) > 5


@pytest.mark.parametrize("path", FILES)
async def test_a_list_is_downloaded_with_its_filters(office: Office, path: str) -> None:
    page = await office.open(path.removesuffix(".csv"))
    assert f'href="{path}?' in page.text
    answer = await office.open(path)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == rows_of(page) > 0
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["createdAt"].endswith("+00:00") for row in rows)
    name, column = FILTERED.get(path, ("status", "status"))
    value = rows[0][column]
    kept = list(csv.DictReader(io.StringIO((await office.open(path, None, **{name: value})).text)))
    assert kept == [row for row in rows if row[column] == value] != []
    bad = await office.open(path, None, **{name: "x"})
    assert (bad.status_code, bad.headers["content-type"]) == (400, "text/html; charset=utf-8")


async def test_a_download_with_a_bad_filter_is_an_error_page(office: Office) -> None:
    answer = await office.open("/admin/audit/entries.csv", action="x")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")


def test_a_cell_that_a_spreadsheet_would_run_is_text() -> None:
    assert all(safe(f"{begin}1+1") == f"'{begin}1+1" for begin in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
    assert [safe(cell) for cell in ("=1", "+1", "-1", "@a", "\ta", "a=1", "")] == [
        "'=1",
        "'+1",
        "'-1",
        "'@a",
        "'\ta",
        "a=1",
        "",
    ]


def files_of_the_application() -> list[str]:
    routes = (route for route in web(http_settings()).routes if isinstance(route, HTTPRoute))
    return sorted(route.path for route in routes if route.path.endswith(".csv"))


async def test_every_download_is_an_entry_of_the_audit_log(office: Office) -> None:
    paths = files_of_the_application()
    assert paths == sorted([*FILES, "/admin/audit/entries.csv"])
    for number, path in enumerate(paths, 1):
        await office.open(path)
        logs = (await office.world.get("/admin/audit-logs?action=LIST_DOWNLOAD", office.admin))["logs"]
        assert len(logs) == number
        name = "audit" if "audit" in path else path.removeprefix("/admin/").removesuffix(".csv")
        assert (logs[0]["userId"], logs[0]["metadata"]) == (office.admin.id, {"list": name})


async def test_the_entry_of_a_download_has_its_filters_and_a_refused_one_has_none(office: Office) -> None:
    await office.open("/admin/users.csv", role="KING")
    await office.open("/admin/users.csv", role="ADMIN", state="", other="x")
    (entry,) = (await office.world.get("/admin/audit-logs?action=LIST_DOWNLOAD", office.admin))["logs"]
    assert entry["metadata"] == {"list": "users", "role": "ADMIN"}
    await office.open("/admin/users.csv", search="sam@example.com")
    (newest, *_) = (await office.world.get("/admin/audit-logs?action=LIST_DOWNLOAD", office.admin))["logs"]
    assert newest["metadata"] == {"list": "users", "search": TYPED}
    text = told(await office.open("/admin/audit", action="LIST_DOWNLOAD"))
    assert "List was downloaded" in text
    assert "role: ADMIN" in text


def without_downloads(text: str) -> list[str]:
    """Returns the lines of an audit log without those of its own downloads."""
    return [line for line in text.splitlines() if AuditAction.LIST_DOWNLOAD not in line]
