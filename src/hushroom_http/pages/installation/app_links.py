"""The statements by which a phone opens links of the pages in the app of a store."""

from typing import Any

from hushroom_adapters.settings import PhoneAppSettings

APP_ID = "com.hushroom.app"
"""The id of the app in both stores; `mobile/capacitor.config.json` has it too."""
NOT_IN_THE_APP = ("/api/*", "/docs*", "/assets/*")


def android_statement(settings: PhoneAppSettings) -> list[dict[str, Any]]:
    """Returns the content of `assetlinks.json`."""
    target = {
        "namespace": "android_app",
        "package_name": APP_ID,
        "sha256_cert_fingerprints": list(settings.android_certificates),
    }
    return [{"relation": ["delegate_permission/common.handle_all_urls"], "target": target}]


def apple_statement(settings: PhoneAppSettings) -> dict[str, Any]:
    """Returns the content of `apple-app-site-association`."""
    excluded = [{"/": path, "exclude": True} for path in NOT_IN_THE_APP]
    details = {"appIDs": [f"{settings.apple_team}.{APP_ID}"], "components": [*excluded, {"/": "*"}]}
    return {"applinks": {"details": [details]}}
