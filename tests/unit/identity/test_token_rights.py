"""A token is accepted exactly as long as its reason lasts, in every history of an account."""

import asyncio
import contextlib
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

from attrs import define, field
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.identity.errors import JustRotated, ReusedRefreshToken, UselessToken
from hushroom_domain.identity.services.token_issuer import SignedIn
from hushroom_domain.identity.use_cases.change_password import ChangePassword
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.log_out import LogOut
from hushroom_domain.identity.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.identity.use_cases.request_password_reset import RequestPasswordReset
from hushroom_domain.identity.use_cases.reset_password import ResetPassword
from hushroom_domain.shared.errors import DomainError, Unauthenticated
from tests.support.admitted import admitted
from tests.support.builders import PASSWORD
from tests.support.worlds import ADULT, a_world

EMAIL, SUBJECT = "anna@hushroom.test", "Set a new password"
ACCESS, GRACE, LINK = timedelta(minutes=15), timedelta(seconds=10), timedelta(hours=1)
WHICH = st.integers(0, 4)
"""The position of an object, newest first."""
SPANS = st.sampled_from([1, 9, 11, 600, 1_000, 3_700])


@define
class UsedToken:
    """A refresh token that was used."""

    token: str
    at: datetime


@define
class SignIn:
    """The tokens of one sign-in; `lasts` is False once the sign-in has ended."""

    newest: str
    lasts: bool = True
    access: list[tuple[str, datetime]] = field(factory=list)
    exchanged: list[UsedToken] = field(factory=list)


@define
class Link:
    """A link in an email; `lasts` is False once its reason has ended."""

    token: str
    expires: datetime
    lasts: bool = True


Found = TypeVar("Found")


class AccountHistory(RuleBasedStateMachine):
    """One account with its sign-ins and reset links, beside a model of them that is written by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.world = a_world()
        self.identity = self.world.app.identity
        self.password, self.number = PASSWORD, 0
        self.is_active = True
        self.sign_ins: list[SignIn] = []
        self.links: list[Link] = []
        self.asked: list[datetime] = []
        self.changed_at: datetime | None = None
        command = RegisterUser.Command(email=EMAIL, password=PASSWORD, date_of_birth=ADULT)
        first = self.run(self.identity.register(command))
        self.user_id = first.user.id
        self.keep(first)

    def teardown(self) -> None:
        self.runner.close()

    def run(self, doing: Coroutine[Any, Any, Found]) -> Found:
        return self.runner.run(doing)

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    def keep(self, signed_in: SignedIn, within: SignIn | None = None) -> None:
        if within is None:
            within = SignIn(signed_in.refresh_token)
            self.sign_ins.insert(0, within)
        within.newest = signed_in.refresh_token
        within.access.append((signed_in.access_token, self.now + ACCESS))

    def all_end(self) -> None:
        for sign_in in self.sign_ins:
            sign_in.lasts = False
        for link in self.links:
            link.lasts = False

    def fresh_password(self) -> str:
        self.number += 1
        return f"Another{self.number}!"

    @rule(seconds=SPANS)
    def time_passes(self, seconds: int) -> None:
        self.world.after(seconds=seconds)

    @rule()
    def somebody_signs_in(self) -> None:
        command = LogIn.Command(email=EMAIL, password=self.password)
        with contextlib.suppress(DomainError):
            self.keep(admitted(self.run(self.identity.log_in(command))))
            assert self.is_active

    @rule(which=WHICH)
    def tokens_are_exchanged(self, which: int) -> None:
        sign_in = self.sign_ins[which % len(self.sign_ins)]
        used = sign_in.newest
        try:
            found = self.run(self.identity.refresh(RefreshTokenPair.Command(used)))
        except Unauthenticated:
            assert not (sign_in.lasts and self.is_active)
        else:
            assert sign_in.lasts
            assert self.is_active
            sign_in.exchanged.insert(0, UsedToken(used, self.now))
            self.keep(found, sign_in)

    @precondition(lambda self: any(one.exchanged for one in self.sign_ins))
    @rule(which=WHICH)
    def an_exchanged_token_comes_back(self, which: int) -> None:
        used = [(sign_in, one) for sign_in in self.sign_ins for one in sign_in.exchanged]
        sign_in, old = used[which % len(used)]
        try:
            self.run(self.identity.refresh(RefreshTokenPair.Command(old.token)))
        except JustRotated:
            assert sign_in.lasts
            assert self.now - old.at <= GRACE
        except ReusedRefreshToken:
            assert sign_in.lasts
            assert self.now - old.at > GRACE
            sign_in.lasts = False
        except Unauthenticated:
            assert not sign_in.lasts
        else:
            raise AssertionError("a refresh token works once")

    @rule(which=WHICH)
    def somebody_signs_out(self, which: int) -> None:
        sign_in = self.sign_ins[which % len(self.sign_ins)]
        self.run(self.identity.log_out(LogOut.Command(sign_in.newest)))
        sign_in.lasts = False

    @precondition(lambda self: self.is_active)
    @rule()
    def the_password_is_changed(self) -> None:
        new = self.fresh_password()
        self.run(self.identity.change_password(ChangePassword.Command(self.user_id, self.password, new)))
        self.password, self.changed_at = new, self.now
        self.all_end()

    @rule(comes=st.booleans())
    def a_link_is_asked_for(self, comes: bool) -> None:
        self.run(self.identity.request_password_reset(RequestPasswordReset.Command(EMAIL)))
        if self.is_active:
            self.asked.append(self.now)
        if comes:
            self.the_mail_comes()

    @rule()
    def the_mail_comes(self) -> None:
        before = len(self.mails())
        self.run(self.world.settle())
        due = [at for at in self.asked if self.changed_at is None or at > self.changed_at] if self.is_active else []
        self.asked = []
        came = self.mails()[before:]
        assert len(came) <= len(due)
        self.links[:0] = [Link(mail.words.text.rpartition(": ")[2].strip(), self.now + LINK) for mail in came]

    @precondition(lambda self: self.links)
    @rule(which=WHICH)
    def a_link_is_used(self, which: int) -> None:
        link, new = self.links[which % len(self.links)], self.fresh_password()
        works = link.lasts and self.now < link.expires
        try:
            self.run(self.identity.reset_password(ResetPassword.Command(link.token, new)))
        except UselessToken:
            assert not works
        else:
            assert works
            self.password, self.changed_at = new, self.now
            self.all_end()

    @rule(is_active=st.booleans())
    def an_administrator_decides(self, is_active: bool) -> None:
        command = UpdateUser.Command(admin_id=self.world.admin_id, user_id=self.user_id, is_active=is_active)
        self.run(self.world.app.administration.update_user(command))
        if self.is_active and not is_active:
            self.all_end()
        self.is_active = is_active

    @invariant()
    def an_access_token_works_as_long_as_its_sign_in_and_its_own_time(self) -> None:
        for sign_in in self.sign_ins:
            for token, expires in sign_in.access:
                may = self.is_active and sign_in.lasts and self.now < expires
                assert self.lets_in(token) is may

    @invariant()
    def a_link_waits_as_long_as_its_reason_lasts(self) -> None:
        digest, kept = self.identity.log_out.opaque_tokens.digest, self.world.platform.store.tables.one_time_tokens
        for link in self.links:
            token = kept.get(digest(link.token))
            assert token is not None
            assert (token.used_at is None) is link.lasts

    @invariant()
    def what_ended_is_told_to_those_who_are_connected(self) -> None:
        """Every end of a sign-in adds an outbox row that has the user's connections checked."""
        tables = self.world.platform.store.tables
        if any(not one.lasts for one in self.sign_ins):
            assert any(row.reaction == "end_connections" for row in tables.outbox.values())

    def lets_in(self, token: str) -> bool:
        try:
            self.run(self.identity.authenticate(token))
        except DomainError:
            return False
        return True

    def mails(self) -> list[Any]:
        return [one for one in self.world.platform.mailer.to(EMAIL) if one.words.subject == SUBJECT]


TestRights = AccountHistory.TestCase
