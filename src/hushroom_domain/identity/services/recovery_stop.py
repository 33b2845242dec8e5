"""The end of recoveries without effect."""

from datetime import datetime

from hushroom_domain.identity.events import FactorRecoveryStopped
from hushroom_domain.identity.ports import RevocationWork
from hushroom_domain.identity.state_machine import RecoveryActor, RecoveryStatus
from hushroom_domain.shared.ids import UserId


async def stop_recovery(work: RevocationWork, user_id: UserId, by: RecoveryActor, now: datetime) -> bool:
    """Stops the open recovery of a user, if there is one, and returns whether there was one.

    The caller holds the lock on the user's row.
    """
    found = await work.factor_recoveries.open_of(user_id)
    if found is None:
        return False
    after = found.stopped(by, now)
    await work.factor_recoveries.save(after)
    if after.status is not RecoveryStatus.STOPPED:
        return False
    await work.outbox.add([FactorRecoveryStopped(user_id=user_id, recovery_id=found.id)])
    return True
