"""The demand for a second factor shortly before an act."""

from attrs import frozen

from hushroom_domain.identity.errors import StepUpRequired
from hushroom_domain.identity.ports import StepUpWork
from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.ports import Clock


@frozen
class StepUp:
    """Checks that a second factor was shown lately in the sign-in that asks.

    A use case that asks for it has this as a field, and calls it first in its transaction.
    """

    clock: Clock

    async def require(self, work: StepUpWork, user_id: UserId, sign_in_id: FamilyId | None) -> None:
        """Passes users without a second factor, and those who showed one within ten minutes.

        Raises: StepUpRequired.
        """
        methods = (await work.second_factors.of(user_id)).methods
        if not methods:
            return
        device = await work.devices.get(sign_in_id) if sign_in_id else None
        if device is None or device.user_id != user_id or not device.has_shown_factor(self.clock.now()):
            raise StepUpRequired(problems=tuple(FieldProblem("methods", one.value) for one in methods))
