"""The page that adds a feature is applied to a copy of the sources, and the feature of the copy works."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from attrs import frozen

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.postgres import migrate
from tests.support.databases import fresh_database
from tests.support.source_files import ROOT, SourceFile
from tests.unit.house.test_retired_names import forbidden

PAGE = (ROOT / "docs/how-to/add-a-feature.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^`([\w/.]+)`:\n\n```(python|diff)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CENTRAL = re.compile(r"^\| `([\w/.]+)` \|", re.MULTILINE)
MOST_CHANGED = 6
COPIED = ("importlinter.ini", "pyproject.toml", "tests/unit/house/test_registration.py")
IN_MEMORY = """
import asyncio
from hushroom_adapters.memory import in_memory_platform
from hushroom_domain.announcements.errors import AnnouncementExists
from hushroom_domain.announcements.use_cases.publish_announcement import PublishAnnouncement

async def story():
    platform = in_memory_platform()
    command = PublishAnnouncement.Command(title="New hours", body="From six")
    published = await platform.app.announcements.publish(command)
    try:
        await platform.app.announcements.publish(command)
    except AnnouncementExists:
        print(published.title, len(platform.store.tables.announcements))

asyncio.run(story())
"""
ON_POSTGRES = """
import asyncio, sys
from hushroom_adapters.memory import in_memory_platform
from hushroom_adapters.postgres import migrate
from hushroom_adapters.postgres.core.database import open_database
from hushroom_adapters.postgres.features import begin, queries
from hushroom_domain.announcements.errors import AnnouncementExists
from hushroom_domain.announcements.use_cases.publish_announcement import PublishAnnouncement
from hushroom_domain.reactions import names_for

async def story(url):
    database, memory = open_database(url, 2), in_memory_platform()
    publish = PublishAnnouncement(begin(database, names_for), memory.clock, memory.ports.ids)
    command = PublishAnnouncement.Command(title="New hours", body="From six")
    await publish(command)
    try:
        await publish(command)
    except AnnouncementExists:
        print([one.title for one in await queries(database).announcements.newest()])
    await database.close()

migrate.upgrade(sys.argv[1])
assert migrate.check(sys.argv[1]) == []
asyncio.run(story(sys.argv[1]))
"""
OVER_HTTP = """
from hushroom_adapters.settings import HttpSettings
from hushroom_http.app import assemble

app = assemble(HttpSettings(public_url="http://127.0.0.1", host="127.0.0.1", port=1, trusted_proxies=()))
print(sorted(app.openapi_schema.to_schema()["paths"]["/api/v1/announcements"]))
"""


@frozen
class Copy:
    """A copy of the sources to which the page was applied."""

    root: Path
    added: frozenset[str]
    changed: frozenset[str]

    def run(self, *command: str) -> str:
        """Runs a program on the copy and returns its output."""
        environment = {**os.environ, "PYTHONPATH": str(self.root / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(  # noqa: S603 - our own programs
            command, cwd=self.root, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def python(self, program: str, *arguments: str) -> str:
        return self.run(sys.executable, "-c", program, *arguments)


def patched(lines: Sequence[str], diff: str) -> list[str]:
    """Returns the lines with those of a diff that begin with `+`, each behind the context that stands before it."""
    found, at = list(lines), 0
    for line in diff.splitlines():
        if line.startswith("+"):
            found.insert(at, line[1:])
            at += 1
        else:
            at = found.index(line[1:], at) + 1
    return found


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    root = tmp_path_factory.mktemp("feature")
    shutil.copytree(ROOT / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in COPIED:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    added, changed = set(), set()
    for name, language, text in BLOCK.findall(PAGE):
        file = root / name
        if language == "diff":
            lines = patched(file.read_text(encoding="utf-8").splitlines(), text)
            file.write_text("\n".join(lines) + "\n", encoding="utf-8")
            changed.add(name)
        else:
            assert not file.exists(), name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.replace('"HEAD"', f'"{migrate.head()}"'), encoding="utf-8")
            added.add(name)
    return Copy(root, frozenset(added), frozenset(changed))


def test_a_feature_changes_the_files_that_the_page_names_and_no_more_than_six(copy: Copy) -> None:
    assert copy.changed == set(CENTRAL.findall(PAGE))
    assert len(copy.changed) <= MOST_CHANGED
    assert len(copy.added) > MOST_CHANGED


def test_the_feature_is_registered_everywhere(copy: Copy) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/unit/house/test_registration.py"]
    assert "passed" in copy.run(*command)


def test_the_feature_keeps_the_contracts_of_imports(copy: Copy) -> None:
    lint = str(Path(sys.executable).with_name("lint-imports"))
    assert "0 broken" in copy.run(lint, "--config", "importlinter.ini", "--no-logo", "--no-cache")


def test_the_feature_passes_the_checks_of_style(copy: Copy) -> None:
    ruff = str(Path(sys.executable).with_name("ruff"))
    copy.run(ruff, "check", "--no-cache", "src")
    copy.run(ruff, "format", "--check", "--no-cache", "src")


def test_the_feature_uses_no_retired_name(copy: Copy) -> None:
    files = [name for name in copy.added if "/migrations/" not in name]
    parsed = [SourceFile(name, (copy.root / name).read_text(encoding="utf-8")) for name in sorted(files)]
    assert [line for file in parsed for line in forbidden(file)] == []


def test_the_feature_works_in_memory(copy: Copy) -> None:
    assert copy.python(IN_MEMORY) == "New hours 1\n"


def test_the_feature_works_on_postgresql(copy: Copy, postgres: EmbeddedServer) -> None:
    with fresh_database(postgres) as url:
        assert copy.python(ON_POSTGRES, url) == "['New hours']\n"


def test_the_feature_has_its_routes(copy: Copy) -> None:
    assert copy.python(OVER_HTTP) == "['get', 'post']\n"
