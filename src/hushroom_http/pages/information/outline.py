"""The outline of a session: its three parts with their minutes, as the landing page shows them."""

from attrs import frozen

from hushroom_domain.sessions.rules.timing import CORE_BELOW_PERCENT, OPENING_BELOW_PERCENT

WHOLE = 100


@frozen(kw_only=True)
class Outline:
    """The minutes of the opening, the middle and the closing of a session of `planned` minutes."""

    planned: int
    opening: int
    core: int
    closing: int

    @property
    def closing_at(self) -> int:
        """Returns the minute at which the closing begins."""
        return self.opening + self.core


def outline_of(planned: int) -> Outline:
    """Returns the outline of a session, in whole minutes."""
    opening = planned * OPENING_BELOW_PERCENT // WHOLE
    closing = planned - planned * CORE_BELOW_PERCENT // WHOLE
    return Outline(planned=planned, opening=opening, core=planned - opening - closing, closing=closing)
