"""Errors of availability."""

from hushroom_domain.shared.errors import NotFound, RuleViolated


class BlockNotFound(NotFound):
    code = "availability.block_not_found"
    message = "Block not found"


class CompanionFull(RuleViolated):
    code = "availability.companion_full"
    message = "Companion has reached maximum concurrent sessions"


class CompanionBlocked(RuleViolated):
    code = "availability.companion_blocked"
    message = "Companion is not available at that time"


class OutsideHours(RuleViolated):
    code = "availability.outside_hours"
    message = "Companion does not work at that time"


class TooManySlots(RuleViolated):
    code = "availability.too_many_slots"
    message = "Too many slots"


class BlockQuotaReached(RuleViolated):
    code = "availability.quota_reached"
    message = "You have made as many blocks as one person may in a day"
