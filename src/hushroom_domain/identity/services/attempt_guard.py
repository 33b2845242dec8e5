"""The guard of proofs: counts the attempts, keeps count for known devices, and records failures."""

from collections.abc import Awaitable
from datetime import datetime

from attrs import define, field, frozen

from hushroom_domain.identity.events import AttemptFailed
from hushroom_domain.identity.model import AttemptVerdict, ProofAttempt, User
from hushroom_domain.identity.policy import FAILURES_RECORDED_A_MINUTE
from hushroom_domain.identity.ports import Braked, Brakes, Clients, DeviceTokens, IdentityWork
from hushroom_domain.identity.rules.networks import network_of
from hushroom_domain.shared.audit import Act, AuditAction, Entity
from hushroom_domain.shared.errors import Unavailable
from hushroom_domain.shared.ids import FamilyId
from hushroom_domain.shared.ports import Begin, Clock, Ids


@define
class RecordsAMinute:
    """Counts the failed attempts that this process has recorded in the present minute."""

    _minute: datetime | None = field(default=None, init=False)
    _recorded: int = field(default=0, init=False)

    def take(self, now: datetime) -> bool:
        """Returns whether another one may be recorded, and counts it."""
        minute = now.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute, self._recorded = minute, 0
        self._recorded += 1
        return self._recorded <= FAILURES_RECORDED_A_MINUTE


@frozen
class AttemptGuard:
    """Counts the attempts at one account or mailbox, whatever is to be proved."""

    begin: Begin[IdentityWork]
    clock: Clock
    ids: Ids
    brakes: Brakes
    clients: Clients
    device_tokens: DeviceTokens
    records: RecordsAMinute = field(factory=RecordsAMinute, init=False, eq=False, repr=False)

    def attempt(
        self, user: User | None, mailbox: str, device_token: str | None = None, signed_in: FamilyId | None = None
    ) -> ProofAttempt:
        """Returns the attempt of the present client at the account of `user`, or at a mailbox without an account.

        `signed_in` is the sign-in of the user on whose behalf the request is made; it is a known device.
        """
        address = self.clients.current().address
        return ProofAttempt(
            id=self.ids.new(),
            subject=str(user.id) if user else mailbox,
            user_id=user.id if user else None,
            changed_at=user.credentials_changed_at if user else None,
            network=network_of(address) if address else None,
            device_id=signed_in or self._known_device(user, device_token),
            at=self.clock.now(),
        )

    async def take(self, what: Braked, attempt: ProofAttempt) -> AttemptVerdict:
        """Counts an attempt before it is made."""
        return await self.brakes.take(what, attempt)

    async def made(self, what: Braked, attempt: ProofAttempt, comparison: Awaitable[bool]) -> bool:
        """Returns the result of a comparison; an attempt that waited for it in vain does not count.

        Raises: Unavailable (there was no room for the comparison).
        """
        try:
            return await comparison
        except Unavailable:
            await self.brakes.give_back(what, attempt)
            raise

    async def fail(self, what: Braked, attempt: ProofAttempt, verdict: AttemptVerdict) -> None:
        """Records a failed attempt in the audit log of the account, and tells the owner of the last one.

        A refused attempt is not recorded, and of the others so many in a minute, so that an attack fills no table. The
        last one is recorded always. Without an account nothing is stored, and the transaction is as long, so that the
        time of the answer says nothing.
        """
        if not verdict.is_allowed:
            return
        async with self.begin() as work:
            if attempt.user_id is None or not (verdict.is_last or self.records.take(attempt.at)):
                await work.audit.add_nothing()
                return
            await work.audit.add(act_of_stranger(what, attempt, verdict))
            if verdict.is_last:
                last = AttemptFailed(request_id=self.ids.new(), user_id=attempt.user_id, is_last=True, at=attempt.at)
                await work.outbox.add([last])

    async def prove(self, what: Braked, attempt: ProofAttempt) -> None:
        """Records that the owner of the account made the attempt."""
        await self.brakes.prove(what, attempt)

    async def readmit(self, user: User) -> None:
        """Forgets the wrong passwords of all unknown devices, and takes the present client for the owner's.

        `user` is the user after the change of the password.
        """
        await self.brakes.clear(Braked.PASSWORD, str(user.id))
        await self.know(user)

    async def know(self, user: User) -> None:
        """Takes the present client for the owner's; `user` is the user after the last change of a credential."""
        await self.brakes.prove(Braked.PASSWORD, self.attempt(user, ""))

    def _known_device(self, user: User | None, token: str | None) -> FamilyId | None:
        # Read for an unknown mailbox as well, so that both answers take as long.
        device = self.device_tokens.read(token or "")
        if user is None or device is None:
            return None
        is_known = device.is_known(user.id, user.credentials_changed_at, self.clock.now())
        return device.id if is_known else None


def act_of_stranger(what: Braked, attempt: ProofAttempt, verdict: AttemptVerdict) -> Act:
    """Returns the entry of a failed attempt at an account; nobody knows who made it."""
    assert attempt.user_id is not None, "an attempt at an account"
    return Act(
        action=AuditAction.ATTEMPTS_BLOCKED if verdict.is_last else AuditAction.ATTEMPT_FAILED,
        actor_id=None,
        entity=Entity.USER,
        entity_id=attempt.user_id,
        metadata={"kind": what.value, "knownDevice": attempt.device_id is not None},
    )
