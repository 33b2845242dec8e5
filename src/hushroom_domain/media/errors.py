"""What media refuses."""

from hushroom_domain.shared.errors import Unavailable


class MediaUnavailable(Unavailable):
    code = "media.unavailable"
    message = "The audio service does not answer right now"
