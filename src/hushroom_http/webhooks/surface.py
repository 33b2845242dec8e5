"""The surface of all webhooks."""

from hushroom_http.server.surfaces import FOR_PROGRAMS, ErrorWriter, Surface
from hushroom_http.webhooks import livekit, stripe


def webhooks(prefix: str, write_error: ErrorWriter) -> Surface:
    """Returns the surface of the webhooks below `prefix`.

    Signed notices come in bursts from one address and are not counted; `signatures` counts the unsigned ones.
    """
    paths = frozenset({prefix + stripe.PATH, prefix + livekit.PATH})
    return Surface(
        takes=paths.__contains__, headers=FOR_PROGRAMS, write_error=write_error, uncounted=paths.__contains__
    )
