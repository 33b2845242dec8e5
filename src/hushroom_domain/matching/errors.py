"""The errors of matching."""

from hushroom_domain.shared.errors import RuleViolated


class NotSelectable(RuleViolated):
    code = "matching.not_selectable"
    message = "Companion is not available for sessions"


class TooManyUnpaid(RuleViolated):
    code = "matching.too_many_unpaid"
    message = "Pay for a session that you have matched, or cancel it, before you choose another companion"


class OwnCompanion(RuleViolated):
    code = "matching.own_companion"
    message = "You cannot be your own companion"
