"""The creation of accounts, which every way of registering shares."""

from datetime import date
from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import TooYoung
from hushroom_domain.identity.events import UserRegistered
from hushroom_domain.identity.model import PasswordCredential, ProvedIdentity, User
from hushroom_domain.identity.policy import LANGUAGE, NAME, NEW_PASSWORD, birth_problem, is_old_enough
from hushroom_domain.identity.ports import DomainNames, IdentityWork, Passwords
from hushroom_domain.identity.rules.email_addresses import EMAIL, EmailAddress, email_problem
from hushroom_domain.identity.rules.names import plain_name
from hushroom_domain.identity.rules.provider_sign_ins import is_address_proved
from hushroom_domain.identity.services.addresses import require_not_kept
from hushroom_domain.identity.services.password_choice import PasswordChoice, words_about
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.inputs import DeclaredInput
from hushroom_domain.shared.limits import BoundedElsewhere
from hushroom_domain.shared.ports import Clock, Ids
from hushroom_domain.shared.time import ZONE


@frozen(kw_only=True)
class NewAccount(DeclaredInput):
    """The entries of a new account."""

    email: Annotated[str, EMAIL]
    password: Annotated[str, NEW_PASSWORD] = field(repr=False)
    date_of_birth: Annotated[date, BoundedElsewhere("birth_problem")]
    first_name: Annotated[str | None, NAME] = None
    last_name: Annotated[str | None, NAME] = None
    display_name: Annotated[str | None, NAME] = None
    preferred_language: Annotated[str, LANGUAGE] = "en"
    timezone: Annotated[str, ZONE] = "UTC"


@frozen(kw_only=True)
class ProfileEntries(DeclaredInput):
    """The entries of a new account that has no password."""

    email: Annotated[str, EMAIL]
    date_of_birth: Annotated[date, BoundedElsewhere("birth_problem")]
    first_name: Annotated[str | None, NAME] = None
    last_name: Annotated[str | None, NAME] = None
    display_name: Annotated[str | None, NAME] = None
    preferred_language: Annotated[str, LANGUAGE] = "en"
    timezone: Annotated[str, ZONE] = "UTC"


@frozen
class CheckedAccount:
    """A new account before it is stored: the user, and the password to sign in with."""

    user: User
    password: PasswordCredential


@frozen
class Registration:
    """Creates accounts of adults."""

    clock: Clock
    ids: Ids
    passwords: Passwords
    domain_names: DomainNames
    choice: PasswordChoice

    async def checked(self, account: NewAccount) -> CheckedAccount:
        """Returns the user of a new account and the hashed password. Raises: ValidationFailed, TooYoung."""
        today = self.clock.now().date()
        account.validate(
            self._domain_problem(account.email),
            birth_problem(account.date_of_birth, today),
            self.choice.problem(account.password, words_about(account)),
        )
        if not is_old_enough(account.date_of_birth, today):
            raise TooYoung
        user = self._user(account)
        password_hash = await self.passwords.hash(account.password)
        password = PasswordCredential(user_id=user.id, password_hash=password_hash, changed_at=user.created_at)
        return CheckedAccount(user, password)

    def birth_problem(self, born: date) -> FieldProblem | None:
        """Returns the problem of a date that is not the birthday of a living person today; None for one that may be."""
        return birth_problem(born, self.clock.now().date())

    def checked_profile(self, entries: ProfileEntries, proved: ProvedIdentity) -> User:
        """Returns the user of a new account with an identity of a provider. Raises: ValidationFailed, TooYoung."""
        today = self.clock.now().date()
        entries.validate(self._domain_problem(entries.email), birth_problem(entries.date_of_birth, today))
        if not is_old_enough(entries.date_of_birth, today):
            raise TooYoung
        user = self._user(entries)
        assert user.address_key is not None, "a new account has a key"
        provided = EmailAddress.of(proved.email, self.domain_names.to_ascii).key if proved.email else None
        is_proved = is_address_proved(is_verified=proved.is_email_verified, provided_key=provided, key=user.address_key)
        return user.with_proved_address(user.created_at) if is_proved else user

    async def store(self, work: IdentityWork, account: CheckedAccount) -> User:
        """Stores a new account and returns its user. Raises: EmailTaken."""
        await self.add(work, account.user)
        await work.password_credentials.put(account.password)
        return account.user

    async def add(self, work: IdentityWork, user: User) -> None:
        """Stores the user of a new account. Raises: EmailTaken (also for an address that its user can take back)."""
        await work.users.add(user)
        await require_not_kept(work, user.address_key, user.id, user.created_at)

    async def announce(self, work: IdentityWork, user: User) -> None:
        """Announces the registration of a user who is stored and signed in."""
        await work.outbox.add([UserRegistered(user.id)])
        await work.audit.add(act_on_oneself(AuditAction.USER_REGISTER, user.id))

    def _domain_problem(self, email: str) -> FieldProblem | None:
        is_shaped = EMAIL.wrong(email) is None
        return email_problem(email, self.domain_names.to_ascii) if is_shaped else None

    def _user(self, account: NewAccount | ProfileEntries) -> User:
        now = self.clock.now()
        address = EmailAddress.of(account.email, self.domain_names.to_ascii)
        return User(
            id=UserId(self.ids.new()),
            email=address.given,
            address_key=address.key,
            first_name=plain_name(account.first_name),
            last_name=plain_name(account.last_name),
            display_name=plain_name(account.display_name),
            date_of_birth=account.date_of_birth,
            is_age_verified=True,
            preferred_language=account.preferred_language,
            timezone=account.timezone,
            created_at=now,
            updated_at=now,
        )
