"""Who may ask for what: the grants in an access token against what each call needs."""

from collections.abc import Mapping

import jwt
from attrs import frozen
from livekit.api import TokenVerifier
from livekit.api.access_token import Claims, VideoGrants

NEEDS_CREATE = frozenset({"CreateRoom", "DeleteRoom"})
NEEDS_LIST = frozenset({"ListRooms"})


class NotAllowed(Exception):  # noqa: N818  it is an answer
    """The token is missing, wrong or grants too little; the message says which."""


@frozen
class Gate:
    verifier: TokenVerifier

    def check_call(self, headers: Mapping[str, str], method: str, room: str) -> None:
        """Refuse a server call whose token does not grant it; `room` is the one it is about, or empty."""
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not token:
            raise NotAllowed("missing authorization header")
        if not _grants(_video(self.claims_of(token)), method, room):
            raise NotAllowed("permissions denied")

    def check_join(self, token: str) -> Claims:
        """The claims of a participant's token, which names one room to join."""
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


def may_publish(video: VideoGrants, source: str) -> bool:
    """A list of sources, when there is one, says it alone; else the general permission does."""
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
