"""The settings of pictures and of the storage that holds them."""

import re
from urllib.parse import SplitResult

from hushroom_adapters.settings.environment import Variables
from hushroom_adapters.settings.values import PictureSettings, StorageSettings

NOWHERE = SplitResult("", "", "", "", "")
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


def picture_settings(variables: Variables) -> PictureSettings:
    """Returns the settings of pictures."""
    return PictureSettings(
        processes=variables.number("HUSHROOM_PICTURE_PROCESSES", 1, 64),
        queue=variables.number("HUSHROOM_PICTURE_QUEUE", 0, 1_000),
        takes_outside=variables.word("HUSHROOM_OUTSIDE_AVATARS", "on", "off") == "on",
        storage=_storage(variables),
    )


def cdn_url(variables: Variables) -> str:
    """Returns the origin of the content delivery network; an empty text without one."""
    if variables.optional("HUSHROOM_CDN_URL") is None:
        return ""
    parts = variables.address("HUSHROOM_CDN_URL", "https", "http")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        variables.refuse("HUSHROOM_CDN_URL", "must be an origin such as https://cdn.example.com, without a path.")
    return f"{parts.scheme}://{parts.netloc}"


def _storage(variables: Variables) -> StorageSettings:
    place = variables.text("HUSHROOM_STORAGE")
    is_service = "://" in place
    parts = variables.address("HUSHROOM_STORAGE", "s3") if is_service else NOWHERE
    if is_service and not _names_a_bucket(parts):
        variables.refuse("HUSHROOM_STORAGE", "must be a folder, or read s3://bucket or s3://bucket/prefix.")
    has_endpoint = variables.optional("HUSHROOM_STORAGE_ENDPOINT") is not None
    access_key, secret_key = _keys(variables)
    return StorageSettings(
        folder="" if is_service else place,
        bucket=parts.netloc if is_service else None,
        prefix=parts.path.strip("/"),
        endpoint=variables.url("HUSHROOM_STORAGE_ENDPOINT", "https", "http") if has_endpoint else None,
        region=variables.text("HUSHROOM_STORAGE_REGION"),
        access_key=access_key,
        secret_key=secret_key,
    )


def _keys(variables: Variables) -> tuple[str | None, str | None]:
    """Returns the name and the secret of the key, both or neither."""
    name, secret = variables.optional("HUSHROOM_STORAGE_ACCESS_KEY"), variables.optional("HUSHROOM_STORAGE_SECRET_KEY")
    if name is None and secret is not None:
        variables.refuse("HUSHROOM_STORAGE_ACCESS_KEY", "is not set, but HUSHROOM_STORAGE_SECRET_KEY is.")
    if secret is None and name is not None:
        variables.refuse("HUSHROOM_STORAGE_SECRET_KEY", "is not set, but HUSHROOM_STORAGE_ACCESS_KEY is.")
    return name, secret


def _names_a_bucket(parts: SplitResult) -> bool:
    return BUCKET.fullmatch(parts.netloc) is not None and not parts.query and not parts.fragment
