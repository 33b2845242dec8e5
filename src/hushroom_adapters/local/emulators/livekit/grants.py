"""Permissions: the grants of an access token against those that each call needs."""

from collections.abc import Mapping
from datetime import timedelta

import jwt
from attrs import field, frozen
from livekit.api import AccessToken, TokenVerifier
from livekit.api.access_token import Claims, VideoGrants

NEEDS_CREATE = frozenset({"CreateRoom", "DeleteRoom"})
RENEWED_LIFETIME = timedelta(minutes=10)
NEEDS_LIST = frozenset({"ListRooms"})


class NotAllowed(Exception):
    """The token is missing, invalid or grants too little; the message says which."""


@frozen
class Gate:
    verifier: TokenVerifier

    def check_call(self, headers: Mapping[str, str], method: str, room: str) -> None:
        """Refuses a server call whose token does not grant it; `room` is the room of the call, or empty."""
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not token:
            raise NotAllowed("missing authorization header")
        if not _grants(_video(self.claims_of(token)), method, room):
            raise NotAllowed("permissions denied")

    def check_join(self, token: str) -> Claims:
        """Returns the claims of a participant's token, which must name one room to join."""
        claims = self.claims_of(token)
        video = _video(claims)
        if not (video.room_join and video.room and claims.identity):
            raise NotAllowed("permissions denied")
        return claims

    def claims_of(self, token: str) -> Claims:
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
        return token.with_grants(_video(claims)).with_ttl(RENEWED_LIFETIME).to_jwt()


def may_publish(video: VideoGrants, source: str) -> bool:
    """Returns whether a source may be published: by the list of sources if there is one, else by `canPublish`."""
    if video.can_publish_sources:
        return source in video.can_publish_sources
    return video.can_publish


def _grants(video: VideoGrants, method: str, room: str) -> bool:
    if method in NEEDS_CREATE:
        return bool(video.room_create)
    if method in NEEDS_LIST:
        return bool(video.room_list)
    return bool(video.room_admin) and video.room == room


def _video(claims: Claims) -> VideoGrants:
    return claims.video or VideoGrants()
