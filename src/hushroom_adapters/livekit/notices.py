"""LiveKit's webhooks: accepted only when signed with our key over exactly the received bytes."""

from datetime import UTC, datetime, timedelta

from attrs import frozen
from livekit.api import TokenVerifier, WebhookReceiver
from livekit.protocol.webhook import WebhookEvent

TOLERANCE = timedelta(seconds=300)
"""The maximum of time by which the clock of the audio service may be ahead of ours."""
IN_USE = frozenset({"room_started", "participant_joined"})


class NoticeNotSigned(ValueError):
    """The notice is not from our LiveKit server, or it was changed on the way."""


@frozen(kw_only=True)
class RoomNotice:
    """A notice: `kind` is LiveKit's term, such as `participant_joined`; `identity` is None for rooms.

    Notices come late, twice, out of order or not at all; `id` is the same when one comes twice.
    """

    id: str
    kind: str
    room: str
    identity: str | None
    happened_at: datetime

    @property
    def is_in_use(self) -> bool:
        """Returns whether the room was opened, or a participant joined it."""
        return self.kind in IN_USE


class LiveKitNotices:
    """Reads the raw webhook body and its Authorization header."""

    def __init__(self, api_key: str, api_secret: str) -> None:
        """Keeps the key pair that the server signs with."""
        self._receiver = WebhookReceiver(TokenVerifier(api_key, api_secret))

    def read(self, body: bytes, authorization: str | None) -> RoomNotice:
        """Returns the notice. Raises: NoticeNotSigned for everything that our server did not send like this."""
        if not authorization:
            raise NoticeNotSigned("the notice carries no signature")
        try:
            event = self._receiver.receive(body.decode(), authorization)
            notice = _notice(event)
        except Exception as error:  # the library raises errors of any type, also Exception itself
            raise NoticeNotSigned(f"{type(error).__name__}: {error}") from error
        if not notice.kind:
            raise NoticeNotSigned("the notice says nothing")
        if notice.happened_at > datetime.now(UTC) + TOLERANCE:
            raise NoticeNotSigned("the notice is of the future")
        return notice


def _notice(event: WebhookEvent) -> RoomNotice:
    return RoomNotice(
        id=event.id,
        kind=event.event,
        room=event.room.name,
        identity=event.participant.identity or None,
        happened_at=datetime.fromtimestamp(event.created_at, UTC),
    )
