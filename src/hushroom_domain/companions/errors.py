"""Errors of companions."""

from hushroom_domain.shared.errors import Conflict, NotFound, RuleViolated


class CompanionNotFound(NotFound):
    code = "companion.not_found"
    message = "Companion not found"


class AlreadyCompanion(Conflict):
    code = "companion.already_registered"
    message = "Companion profile already exists"


class NotPending(RuleViolated):
    code = "companion.not_pending"
    message = "Companion is not pending review"


class IdentityNotVerified(RuleViolated):
    code = "companion.identity_not_verified"
    message = "The identity of the companion is not verified"


class TooManyFavourites(RuleViolated):
    code = "companion.too_many_favourites"
    message = "You keep as many favourites as one account may"
