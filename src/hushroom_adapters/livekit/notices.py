"""LiveKit's webhooks: believed only when signed with our key over exactly the bytes that came."""

from datetime import UTC, datetime

import jwt
from attrs import frozen
from google.protobuf.json_format import ParseError
from livekit.api import TokenVerifier, WebhookReceiver

IN_USE = frozenset({"room_started", "participant_joined"})


class NoticeNotSigned(ValueError):  # noqa: N818  it is an answer
    """The notice is not from our LiveKit server, or it was changed on the way."""


@frozen(kw_only=True)
class RoomNotice:
    """What happened: `kind` is LiveKit's word, such as `participant_joined`; `identity` is None for rooms.

    Notices come late, twice, out of order or not at all; `id` is the same when one comes twice.
    """

    id: str
    kind: str
    room: str
    identity: str | None
    happened_at: datetime

    @property
    def is_in_use(self) -> bool:
        """Whether the room was opened, or somebody went into it."""
        return self.kind in IN_USE


class LiveKitNotices:
    """Reads the raw webhook body and its Authorization header."""

    def __init__(self, api_key: str, api_secret: str) -> None:
        """Take the pair that the server signs with."""
        self._receiver = WebhookReceiver(TokenVerifier(api_key, api_secret))

    def read(self, body: bytes, authorization: str | None) -> RoomNotice:
        """The notice; NoticeNotSigned for everything that our server did not send like this."""
        if not authorization:
            raise NoticeNotSigned("the notice carries no signature")
        try:
            event = self._receiver.receive(body.decode(), authorization)
        except (jwt.PyJWTError, ParseError, ValueError) as error:
            raise NoticeNotSigned(str(error)) from error
        except Exception as error:
            if type(error) is not Exception:  # the client says "hash mismatch" with a bare Exception
                raise
            raise NoticeNotSigned(str(error)) from error
        return RoomNotice(
            id=event.id,
            kind=event.event,
            room=event.room.name,
            identity=event.participant.identity or None,
            happened_at=datetime.fromtimestamp(event.created_at, UTC),
        )
