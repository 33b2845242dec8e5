"""Payout accounts: storing the state and the end of a companion's account at the provider."""

from datetime import datetime

from attrs import evolve

from hushroom_domain.companions.model import Companion
from hushroom_domain.payments.ports import AccountState, PaymentWork
from hushroom_domain.shared.audit import Act, AuditAction, Entity


async def record_account(work: PaymentWork, account_id: str, state: AccountState | None, now: datetime) -> None:
    """Writes the state of an account to its companion; None ends the account.

    An account that is not the companion's present one, or that belongs to no companion, changes nothing.
    """
    found = await work.companions.by_stripe_account(account_id)
    companion = await work.companions.lock(found.id) if found else None
    if companion is None or companion.stripe_account_id != account_id:
        return
    await work.companions.save(_after(companion, state, now))
    if state is None:
        await work.audit.add(_lost(companion, account_id))


def _after(companion: Companion, state: AccountState | None, now: datetime) -> Companion:
    return evolve(
        companion,
        stripe_account_id=companion.stripe_account_id if state else None,
        charges_enabled=state is not None and state.charges_enabled,
        payouts_enabled=state is not None and state.payouts_enabled,
        updated_at=now,
    )


def _lost(companion: Companion, account_id: str) -> Act:
    """Returns the entry with the id of the lost account, by which an operator finds it at the provider."""
    return Act(
        action=AuditAction.PAYOUT_ACCOUNT_LOST,
        actor_id=None,
        entity=Entity.COMPANION,
        entity_id=companion.id,
        metadata={"account": account_id, "payoutsEnabled": companion.payouts_enabled},
    )
