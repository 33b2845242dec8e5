"""The accounts into which the identities of providers lead."""

from attrs import frozen

from hushroom_domain.identity.errors import EmailTaken, InactiveAccount, ProviderProofInvalid
from hushroom_domain.identity.events import IdentityLinked
from hushroom_domain.identity.model import LinkedIdentity, ProvedIdentity, User, UserRole
from hushroom_domain.identity.ports import DomainNames, IdentityWork
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.identity.rules.provider_sign_ins import AccountFacts, ProviderOutcome, outcome_of
from hushroom_domain.identity.services.factor_duty import FactorDuty
from hushroom_domain.identity.services.other_credentials import has_older_credential
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import IdentityId, UserId
from hushroom_domain.shared.ports import Clock, Ids


@frozen
class FoundAccount:
    """The outcome of a proved identity: the locked user, and the identity if the user has it already."""

    outcome: ProviderOutcome
    user: User | None = None
    identity: LinkedIdentity | None = None


@frozen
class IdentityAccounts:
    """Finds the account of an identity, and adds identities to accounts, within the caller's transaction."""

    clock: Clock
    ids: Ids
    domain_names: DomainNames
    duty: FactorDuty

    async def of(self, work: IdentityWork, proved: ProvedIdentity) -> FoundAccount:
        """Returns the outcome of a proved identity; its account is locked.

        Raises: InactiveAccount, EmailTaken (the address is that of a closed account), ProviderProofInvalid (the account
        changed at this moment).
        """
        linked = await work.linked_identities.by_subject(proved.provider, proved.subject)
        found = linked.user_id if linked else await self._namesake(work, proved)
        if found is None:
            return FoundAccount(ProviderOutcome.REGISTER)
        user = await work.users.lock(found)
        identities = await work.linked_identities.of_user(user.id)
        own = next((one for one in identities if _is_about(one, proved)), None)
        # Looked at again, because the account was not locked before.
        if own is None and (linked or await self._namesake(work, proved) != user.id):
            raise ProviderProofInvalid
        has_other = any(one.provider == proved.provider and one != own for one in identities)
        facts = _facts(user, is_proved=await _is_proved(work, user), has_other_identity=has_other)
        outcome = outcome_of(
            is_verified=proved.is_email_verified, owner=facts if own else None, namesake=None if own else facts
        )
        if outcome is ProviderOutcome.REFUSE:
            raise InactiveAccount if own else EmailTaken
        return FoundAccount(outcome, user, own)

    async def link(self, work: IdentityWork, user: User, proved: ProvedIdentity) -> LinkedIdentity:
        """Adds an identity to the account of a locked user. Raises: IdentityTaken."""
        now = self.clock.now()
        identity = LinkedIdentity(
            id=IdentityId(self.ids.new()),
            user_id=user.id,
            provider=proved.provider,
            subject=proved.subject,
            email=proved.email,
            created_at=now,
            last_used_at=now,
        )
        await work.linked_identities.add(identity)
        await work.audit.add(act_on_oneself(AuditAction.IDENTITY_LINK, user.id, provider=identity.provider))
        return identity

    async def link_to_present(self, work: IdentityWork, user: User, proved: ProvedIdentity) -> None:
        """Adds an identity to the account of a locked user who signs in, and announces it. Raises: IdentityTaken.

        A user with a second factor has not shown it yet, and one who must have one has not set it up yet: who knows the
        password alone must not leave a way in behind.
        """
        if not self.duty.binds(user.role) and not (await work.second_factors.of(user.id)).methods:
            await self.announce_link(work, await self.link(work, user, proved))

    async def announce_link(self, work: IdentityWork, identity: LinkedIdentity) -> None:
        """Announces an identity that was added to an account that there was before, so that its owner is told."""
        await work.outbox.add([IdentityLinked(identity_id=identity.id, user_id=identity.user_id)])

    async def _namesake(self, work: IdentityWork, proved: ProvedIdentity) -> UserId | None:
        if proved.email is None:
            return None
        user = await work.users.by_email(EmailAddress.of(proved.email, self.domain_names.to_ascii))
        return user.id if user else None


def _is_about(identity: LinkedIdentity, proved: ProvedIdentity) -> bool:
    return (identity.provider, identity.subject) == (proved.provider, proved.subject)


async def _is_proved(work: IdentityWork, user: User) -> bool:
    """Returns whether everybody who can sign in to the account has proved to read its mailbox."""
    if not user.is_email_verified or user.address_proved_at is None:
        return False
    return not await has_older_credential(work, user.id, user.address_proved_at)


def _facts(user: User, *, is_proved: bool, has_other_identity: bool) -> AccountFacts:
    return AccountFacts(
        is_enabled=user.is_enabled,
        is_mailbox_proved=is_proved,
        is_admin=user.role is UserRole.ADMIN,
        has_other_identity=has_other_identity,
    )
