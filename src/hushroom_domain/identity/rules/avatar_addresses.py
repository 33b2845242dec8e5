"""The addresses under which avatars in our own storage are served."""

import re

from attrs import field, frozen

from hushroom_domain.identity.policy import AVATAR_SHOWN, AVATAR_SIZES

AVATARS = "/avatars"
"""The path below which every avatar is served."""
NAME_LENGTH = 40
NAME = rf"[0-9a-f]{{{NAME_LENGTH}}}"
_PATH = re.compile(rf"{AVATARS}/({NAME})/(?:{'|'.join(map(str, AVATAR_SIZES))})\.webp")


@frozen
class AvatarAddresses:
    """Builds and recognizes the addresses of stored avatars.

    `origin` is that of the web server, `cdn` that of the content delivery network in front of it or of the storage;
    an empty text without one. Both end without a slash.
    """

    origin: str
    cdn: str = field(default="")

    @property
    def first(self) -> str:
        """Returns the origin of new addresses."""
        return self.cdn or self.origin

    def of(self, name: str, size: int = AVATAR_SHOWN) -> str:
        """Returns the address of an avatar in one size."""
        return f"{self.first}{path_of(name, size)}"

    def name_in(self, address: str | None) -> str | None:
        """Returns the name of the stored avatar that has this address in any size; None for an outside address."""
        for origin in (self.cdn, self.origin):
            if origin and address and address.startswith(f"{origin}/"):
                found = _PATH.fullmatch(address.removeprefix(origin))
                return found[1] if found else None
        return None


def path_of(name: str, size: int) -> str:
    """Returns the path of an avatar in one size."""
    return f"{AVATARS}/{name}/{size}.webp"
