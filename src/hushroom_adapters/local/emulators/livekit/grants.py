"""Permissions: the grants of an access token against those that each call needs."""

from collections.abc import Mapping
from datetime import timedelta

import jwt
from attrs import field, frozen
from livekit.api import AccessToken, TokenVerifier
from livekit.api.access_token import Claims, VideoGrants
from livekit.protocol.models import TrackSource

NEEDS_CREATE = frozenset({"CreateRoom", "DeleteRoom"})
RENEWED_LIFETIME = timedelta(minutes=10)
NEEDS_LIST = frozenset({"ListRooms"})
AUDIO_SOURCES = {"microphone": TrackSource.MICROPHONE, "screen_share_audio": TrackSource.SCREEN_SHARE_AUDIO}
VIDEO_SOURCES = {"camera": TrackSource.CAMERA, "screen_share": TrackSource.SCREEN_SHARE}
SOURCES = AUDIO_SOURCES | VIDEO_SOURCES


class NotAllowed(Exception):
    """The token is missing, invalid or grants too little; the message says which."""


@frozen
class Gate:
    """Checks tokens. `_revoked` holds, by room and identity, the second up to which issued tokens are worthless."""

    verifier: TokenVerifier
    _revoked: dict[tuple[str, str], int] = field(factory=dict)
    _expired: set[str] = field(factory=set)

    def check_call(self, headers: Mapping[str, str], method: str, room: str) -> None:
        """Refuses a server call whose token does not grant it; `room` is the room of the call, or empty."""
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not token:
            raise NotAllowed("missing authorization header")
        if not _grants(video_of(self.claims_of(token)), method, room):
            raise NotAllowed("permissions denied")

    def check_join(self, token: str) -> Claims:
        """Returns the claims of a participant's token, which must name one room to join."""
        claims = self.claims_of(token)
        video = video_of(claims)
        if not (video.room_join and video.room and claims.identity):
            raise NotAllowed("permissions denied")
        issued = jwt.decode(token, options={"verify_signature": False}).get("nbf", 0)
        if issued <= self._revoked.get((video.room, claims.identity), -1):
            raise NotAllowed("token was revoked when the participant was removed")
        return claims

    def revoke(self, room: str, identity: str, until: int) -> None:
        """Refuses the tokens of a participant that were issued up to this second (since 1970)."""
        self._revoked[room, identity] = until

    def expire(self, token: str) -> None:
        """Refuses this token from now on, as if its time was over; the fresh ones of its participant stay valid."""
        self._expired.add(token)

    def claims_of(self, token: str) -> Claims:
        if token in self._expired:
            raise NotAllowed("invalid token: token is expired")
        try:
            return self.verifier.verify(token)
        except (jwt.PyJWTError, ValueError) as wrong:
            raise NotAllowed(f"invalid token: {wrong}") from wrong


@frozen
class Renewal:
    """Makes the fresh tokens that a server sends to its connected participants, valid for ten minutes."""

    api_key: str
    api_secret: str = field(repr=False)

    def token(self, claims: Claims) -> str:
        """Returns a token with the same grants, also when the first token has expired."""
        token = AccessToken(self.api_key, self.api_secret).with_identity(claims.identity).with_name(claims.name)
        token = token.with_metadata(claims.metadata).with_attributes(dict(claims.attributes or {}))
        return token.with_grants(video_of(claims)).with_ttl(RENEWED_LIFETIME).to_jwt()


def _grants(video: VideoGrants, method: str, room: str) -> bool:
    if method in NEEDS_CREATE:
        return bool(video.room_create)
    if method in NEEDS_LIST:
        return bool(video.room_list)
    return bool(video.room_admin) and video.room == room


def video_of(claims: Claims) -> VideoGrants:
    return claims.video or VideoGrants()
