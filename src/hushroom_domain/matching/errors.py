"""What matching refuses."""

from hushroom_domain.shared.errors import Invalid


class NotSelectable(Invalid):
    code = "matching.not_selectable"
    message = "Companion is not available for sessions"


class TooManyUnpaid(Invalid):
    code = "matching.too_many_unpaid"
    message = "Pay for a session that you have matched, or cancel it, before you choose another companion"


class OwnCompanion(Invalid):
    code = "matching.own_companion"
    message = "You cannot be your own companion"
