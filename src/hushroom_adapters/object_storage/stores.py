"""Opens the storage that the settings name."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hushroom_adapters.settings import StorageSettings

if TYPE_CHECKING:
    from obstore.store import LocalStore, S3Store

TIMEOUT = timedelta(seconds=10)
"""The time of one request to the service."""
RETRIES = 2
RETRY_TIMEOUT = timedelta(seconds=15)
"""The time after which a failed request is not repeated; the caller repeats what matters later."""
ON_SERVICE: Mapping[str, str] = {
    "Content-Type": "image/webp",
    "Cache-Control": "public, max-age=31536000, immutable",
}
"""The headers with which the service itself serves an object, to a content delivery network for example."""


def open_store(settings: StorageSettings) -> "LocalStore | S3Store":
    """Returns the storage, without a request to it. A missing folder is made when something is stored."""
    # The library is loaded when a picture is first stored or read: many processes never do.
    from obstore.store import LocalStore, S3Store

    if settings.bucket is None:
        Path(settings.folder).mkdir(parents=True, exist_ok=True)
        return LocalStore(settings.folder, automatic_cleanup=True)
    return S3Store(
        settings.bucket,
        prefix=settings.prefix or None,
        config={
            "region": settings.region,
            **({"endpoint": settings.endpoint} if settings.endpoint else {}),
            **({"access_key_id": settings.access_key} if settings.access_key else {}),
            **({"secret_access_key": settings.secret_key} if settings.secret_key else {}),
        },
        client_options={"timeout": TIMEOUT, "allow_http": (settings.endpoint or "").startswith("http://")},
        retry_config={"max_retries": RETRIES, "retry_timeout": RETRY_TIMEOUT},
    )
