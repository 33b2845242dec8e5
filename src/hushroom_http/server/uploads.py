"""Pictures in the bodies of requests, as they are or as a part of a form, of a bounded number of requests at a time."""

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import ClassVar, Final

from attrs import field, frozen
from litestar.exceptions import HTTPException
from multipart import MultipartError, MultipartParser, parse_options_header

from hushroom_domain.identity.errors import AvatarsBusy, AvatarTooLarge
from hushroom_domain.identity.policy import AVATAR_MAX_BYTES
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_http.server.request import UnsupportedMediaType, WebRequest, media_type

MULTIPART = b"multipart/form-data"
OCTETS = b"application/octet-stream"
IMAGE = b"image/"
FRAME_BYTES = 64 * 1024
"""The room in a body beside the picture: the other fields of a form, and the lines between them."""
MOST_BYTES: Final = AVATAR_MAX_BYTES + FRAME_BYTES
"""The size of a body that a route for pictures receives."""
MOST_PARTS = 64
MOST_AT_ONCE = 16
"""The number of pictures that one process receives at the same time, each in its memory."""
MOST_OF_ONE = 2
"""The number of them that one user sends, so that slow bodies of one user leave places to the others."""
TOO_LARGE = 413
PARTS = "multipart"
"""The name in a request's state of the parts of its body, which guards and routes read."""


class MalformedMultipart(ValidationFailed):
    code: ClassVar[str] = "request.malformed_multipart"
    message: ClassVar[str] = "The body is not a complete multipart/form-data form"


@frozen
class Multipart:
    """The parts of a form: the texts of its fields, and the content of the files in it, by name."""

    fields: Mapping[str, Sequence[str]]
    files: Mapping[str, bytes] = field(repr=False)


class UploadPlaces:
    """Counts the pictures that are being received, and limits their number."""

    def __init__(self, most: int = MOST_AT_ONCE, most_of_one: int = MOST_OF_ONE) -> None:
        """Allows `most` pictures at a time, of which `most_of_one` are of the same user."""
        self._most, self._most_of_one = most, most_of_one
        self._taken: Counter[object] = Counter()

    @contextmanager
    def taken(self, owner: object) -> Iterator[None]:
        """Holds a place of a user during the block. Raises: AvatarsBusy."""
        if self._taken.total() >= self._most or self._taken[owner] >= self._most_of_one:
            raise AvatarsBusy
        self._taken[owner] += 1
        try:
            yield
        finally:
            self._taken[owner] -= 1
            self._taken += Counter()  # Forgets those who hold no place.


async def picture_in(request: WebRequest, name: str) -> bytes:
    """Returns the picture in a body: the whole body, or the file of this name in a form; nothing for a form without it.

    Raises: UnsupportedMediaType, MalformedMultipart, AvatarTooLarge, AvatarsBusy, EncodedBody, ClientDisconnected.
    """
    kind = media_type(request.scope)
    if kind == MULTIPART:
        return (await multipart_of(request)).files.get(name, b"")
    if kind != OCTETS and not kind.startswith(IMAGE):
        raise UnsupportedMediaType("The body must be a picture, such as image/jpeg, or multipart/form-data")
    return await _received(request)


async def multipart_of(request: WebRequest) -> Multipart:
    """Returns the parts of a form in a body. Raises: MalformedMultipart, AvatarTooLarge, AvatarsBusy."""
    kept: Multipart | None = request.scope["state"].get(PARTS)
    if kept is None:
        kept = request.scope["state"][PARTS] = _parts(await _received(request), request.headers.get("content-type", ""))
    return kept


def _parts(raw: bytes, content_type: str) -> Multipart:
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    fields: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    room = FRAME_BYTES
    try:
        parser = MultipartParser(
            io.BytesIO(raw),
            boundary,
            content_length=len(raw),
            disk_limit=0,
            memory_limit=MOST_BYTES,
            part_limit=MOST_PARTS,
            spool_limit=MOST_BYTES,
        )
        for part in parser:
            if part.filename is None:
                room -= part.size
                if room < 0:
                    raise MalformedMultipart
                # A part may name an encoding of its own, some of which take hours; forms are sent as UTF-8.
                fields.setdefault(part.name, []).append(part.raw.decode())
            else:
                files.setdefault(part.name, part.raw)
    except (MultipartError, ValueError) as error:
        raise MalformedMultipart from error
    return Multipart(fields, files)


async def _received(request: WebRequest) -> bytes:
    places: UploadPlaces = request.app.state.upload_places
    with places.taken(request.viewer.user_id):
        try:
            return await request.raw()
        except HTTPException as error:
            if error.status_code == TOO_LARGE:
                raise AvatarTooLarge from error
            raise
