"""What matching refuses."""

from hushroom_domain.shared.errors import Invalid


class NotSelectable(Invalid):
    code = "matching.not_selectable"
    message = "Companion is not available for sessions"


class OwnCompanion(Invalid):
    code = "matching.own_companion"
    message = "You cannot be your own companion"
