"""Use case: remove a block."""

from attrs import frozen

from hushroom_domain.availability.errors import BlockNotFound
from hushroom_domain.availability.model import Slot
from hushroom_domain.availability.ports import AvailabilityWork
from hushroom_domain.shared.ids import SlotId, UserId
from hushroom_domain.shared.ports import Begin


@frozen
class UnblockTime:
    """Removes and returns a block of the user's companion.

    Raises: CompanionNotFound, BlockNotFound.
    """

    begin: Begin[AvailabilityWork]

    async def __call__(self, user_id: UserId, block_id: SlotId) -> Slot:
        async with self.begin() as work:
            companion = await work.companions.lock_of_user(user_id)
            block = await work.slots.remove_block(companion.id, block_id)
        if block is None:
            raise BlockNotFound
        return block
