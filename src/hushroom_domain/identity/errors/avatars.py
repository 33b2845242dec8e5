"""The errors of avatars."""

from hushroom_domain.shared.errors import RuleViolated, Unavailable, ValidationFailed


class AvatarRefused(ValidationFailed):
    """The parent of the errors about a file that cannot become an avatar."""

    code = "avatar.refused"
    message = "This file cannot be used as a picture"


class AvatarMissing(AvatarRefused):
    code = "avatar.missing"
    message = "Choose a picture to send"


class AvatarTooLarge(AvatarRefused):
    code = "avatar.too_large"
    message = "The picture is larger than 5 MB"


class AvatarTooManyPixels(AvatarRefused):
    code = "avatar.too_many_pixels"
    message = "The picture has more than 25 million pixels; make it smaller"


class AvatarTooDemanding(AvatarRefused):
    """The file is small and takes too much memory or time to read."""

    code = "avatar.too_demanding"
    message = "The picture takes too much memory or time to read; save it again in another program"


class AvatarUnsupported(AvatarRefused):
    code = "avatar.unsupported"
    message = "Only JPEG, PNG, WebP and GIF pictures can be used"


class AvatarIsVector(AvatarRefused):
    code = "avatar.vector"
    message = "SVG pictures cannot be used, because they can hold programs; save it as PNG"


class AvatarDamaged(AvatarRefused):
    code = "avatar.damaged"
    message = "The picture is damaged or not complete"


class AvatarIsMixed(AvatarRefused):
    """The file is a picture and something else at the same time: a page, a program, a document or an archive."""

    code = "avatar.mixed"
    message = "The file holds something else beside the picture; save the picture again in another program"


class AvatarNotOwn(ValidationFailed):
    """The address is that of a stored avatar that the account does not have."""

    code = "avatar.not_own"
    message = "This address is not that of your picture; send the picture itself"


class OutsideAvatarRefused(ValidationFailed):
    code = "avatar.outside"
    message = "Pictures of other websites are not taken here; send the picture itself"


class AvatarQuotaReached(RuleViolated):
    code = "avatar.quota_reached"
    message = "You have sent as many pictures as one person may in a day"


class AvatarsBusy(Unavailable):
    """Too many pictures are being prepared."""

    code = "avatar.busy"
    message = "Too many pictures are being prepared right now; try again in a moment"


class AvatarStorageUnavailable(Unavailable):
    code = "avatar.storage_unavailable"
    message = "Pictures cannot be stored or read right now"


class AvatarTooLate(Unavailable):
    """Storing the avatar took so long that it may have been removed as unused."""

    code = "avatar.too_late"
    message = "Storing the picture took too long; send it again"
