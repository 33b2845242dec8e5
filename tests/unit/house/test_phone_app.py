"""The shell of the phone app: its lock file, its configuration, the texts of the stores, and its projects."""

import json
import plistlib
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from hushroom_http.pages.installation.app_links import APP_ID
from hushroom_http.pages.installation.manifest import PAPER
from mobile.prepare import DENSITIES, MICROPHONE, NAMESPACE, dress_android, dress_ios
from tests.support.source_files import ROOT

MOBILE = ROOT / "mobile"
LENGTHS = {
    "name": 30,
    "subtitle": 30,
    "short_description": 80,
    "keywords": 100,
    "promotional_text": 170,
    "description": 4_000,
}
"""The longest texts that the stores take: the App Store's, and the short description of Google Play."""
LANGUAGES = ("en", "fr", "ar")
MANIFEST = f"""<manifest xmlns:android="{NAMESPACE}"><application><activity/></application></manifest>"""
PROJECT = "CODE_SIGN_STYLE = Automatic;\nCODE_SIGN_STYLE = Automatic;\n"


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((MOBILE / name).read_text())
    return found


def test_the_lock_file_holds_what_the_package_asks_for_and_names_no_registry() -> None:
    asked, locked = read("package.json"), read("package-lock.json")["packages"]
    own = locked.pop("")
    assert [asked[kind] for kind in ("dependencies", "devDependencies")] == [
        own[kind] for kind in ("dependencies", "devDependencies")
    ]
    assert locked
    assert [name for name, one in locked.items() if "resolved" in one or "sha512-" not in one["integrity"]] == []
    assert (MOBILE / ".npmrc").read_text() == (ROOT / "web/.npmrc").read_text()


def test_the_shell_opens_one_site_over_https_and_has_the_id_that_the_site_names() -> None:
    config = read("capacitor.config.json")
    assert config["appId"] == APP_ID
    assert config["backgroundColor"] == PAPER
    server = config["server"]
    assert server["url"].startswith("https://")
    assert server["cleartext"] is False
    page = (MOBILE / "www" / server["errorPath"]).read_text()
    assert f'href="{server["url"]}/home"' in page
    assert page == (MOBILE / "www/index.html").read_text()
    assert all(f'lang="{language}"' in page for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_of_the_stores_fit(language: str) -> None:
    texts = tomllib.loads((MOBILE / f"store/{language}.toml").read_text(encoding="utf-8"))
    assert texts.keys() == LENGTHS.keys()
    assert {name: len(text) for name, text in texts.items() if not 0 < len(text) <= LENGTHS[name]} == {}


def test_the_project_for_android_hears_the_microphone_and_opens_links(tmp_path: Path) -> None:
    for density in DENSITIES:
        (tmp_path / f"res/mipmap-{density}").mkdir(parents=True)
    files = {"values/ic_launcher_background.xml": "<color>#FFFFFF</color>", "drawable/splash.png": ""}
    for name, content in files.items():
        (tmp_path / "res" / name).parent.mkdir()
        (tmp_path / "res" / name).write_text(content)
    (tmp_path / "AndroidManifest.xml").write_text(MANIFEST)
    dress_android(tmp_path, "hushroom.test")
    manifest = ET.parse(tmp_path / "AndroidManifest.xml")  # noqa: S314 - written by the function under test
    asked = [one.get(f"{{{NAMESPACE}}}name") for one in manifest.iter("uses-permission")]
    assert asked == ["android.permission.RECORD_AUDIO", "android.permission.MODIFY_AUDIO_SETTINGS"]
    (data,) = manifest.iter("data")
    assert [data.get(f"{{{NAMESPACE}}}{name}") for name in ("scheme", "host")] == ["https", "hushroom.test"]
    assert PAPER in (tmp_path / "res/values/ic_launcher_background.xml").read_text()
    assert [path.name for path in (tmp_path / "res").rglob("splash.*")] == ["splash.xml"]
    assert len(list((tmp_path / "res").rglob("ic_launcher*.png"))) == 3 * len(DENSITIES)


def test_the_project_for_ios_says_why_it_needs_the_microphone_and_opens_links(tmp_path: Path) -> None:
    app = tmp_path / "App"
    for folder in ("Assets.xcassets/AppIcon.appiconset", "Assets.xcassets/Splash.imageset"):
        (app / folder).mkdir(parents=True)
    (tmp_path / "App.xcodeproj").mkdir()
    (tmp_path / "App.xcodeproj/project.pbxproj").write_text(PROJECT)
    (app / "Info.plist").write_bytes(plistlib.dumps({}))
    dress_ios(app, "hushroom.test")
    settings = plistlib.loads((app / "Info.plist").read_bytes())
    assert settings["NSMicrophoneUsageDescription"] == MICROPHONE["en"]
    assert settings["CFBundleLocalizations"] == sorted(LANGUAGES)
    assert all(MICROPHONE[one] in (app / f"{one}.lproj/InfoPlist.strings").read_text() for one in LANGUAGES)
    rights = plistlib.loads((app / "App.entitlements").read_bytes())
    assert rights == {"com.apple.developer.associated-domains": ["applinks:hushroom.test"]}
    assert (tmp_path / "App.xcodeproj/project.pbxproj").read_text().count("App/App.entitlements;") == 2


def test_the_projects_are_kept_out_of_git() -> None:
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"/mobile/android/", "/mobile/ios/", "node_modules/"} <= set(ignored)
