"""The payment gateway in memory, and the acts of payers, banks and companions at the provider."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from attrs import define, field

from hushroom_adapters.memory.gateway.faults import Faults
from hushroom_adapters.memory.gateway.intent import HOLD_LIFE, SHORT, Intent, Stage
from hushroom_adapters.memory.gateway.ledger import Entry, EntryKind
from hushroom_adapters.memory.gateway.page import Page, PageStage, page_for, report_of
from hushroom_domain.payments.errors import ObjectMissing, RequestRefused
from hushroom_domain.payments.model import RefundReason
from hushroom_domain.payments.ports import AccountState, HoldRequest, Notice, PageRequest
from hushroom_domain.payments.rules.provider_snapshot import IntentState, ProviderSnapshot
from hushroom_domain.shared.ids import CompanionId, PaymentId, RefundId
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.ports import Clock

EVENT_OF = {
    IntentState.WAITING: "payment_intent.requires_action",
    IntentState.AUTHORIZED: "payment_intent.amount_capturable_updated",
    IntentState.CAPTURED: "payment_intent.succeeded",
    IntentState.CANCELLED: "payment_intent.canceled",
    IntentState.FAILED: "payment_intent.payment_failed",
}
PAGE_EVENT_OF = {PageStage.COMPLETE: "checkout.session.completed", PageStage.EXPIRED: "checkout.session.expired"}
Step = Callable[[Intent], list[Entry]]
NOT_BOARDED = AccountState(charges_enabled=False, payouts_enabled=False)
BOARDED = AccountState(charges_enabled=True, payouts_enabled=True)


@define
class MemoryGateway:
    """Implements `PaymentGateway`.

    Each change adds a notice to `notices`, which a test delivers, duplicates, reorders or drops. `ledger` records each
    movement of money; `faults` makes calls fail.
    """

    faults: Faults = field(factory=Faults)
    ledger: list[Entry] = field(factory=list)
    notices: list[Notice] = field(factory=list)
    intents: dict[str, Intent] = field(factory=dict)
    pages: dict[str, Page] = field(factory=dict)
    accounts: dict[str, AccountState] = field(factory=dict)
    deleted_customers: set[str] = field(factory=set)
    clock: Clock | None = None
    """Without a clock, holds never lapse."""
    _opened_accounts: dict[CompanionId, list[str]] = field(factory=dict)
    _refunded: set[RefundId] = field(factory=set)
    _renewals: dict[tuple[str, datetime], str] = field(factory=dict)
    _notice_count: int = 0

    async def open(self, request: HoldRequest) -> ProviderSnapshot:
        await asyncio.sleep(0)
        with self.faults.around("open"):
            intent = self._intent_for(request)
        await asyncio.sleep(0)
        return intent.report()

    async def confirm(self, intent_id: str, payment_id: PaymentId, method_id: str | None) -> ProviderSnapshot:
        return await self._step("confirm", intent_id, payment_id, lambda one: one.confirm(method_id))

    async def renew(self, intent_id: str, request: HoldRequest, attempt: datetime) -> ProviderSnapshot:
        await asyncio.sleep(0)
        with self.faults.around("renew"):
            old = self._mine(intent_id, request.payment_id)
            if not old.request.keeps_card or old.method_id is None:
                raise RequestRefused("The card was not kept")
            if (intent_id, attempt) not in self._renewals:
                self._renewals[intent_id, attempt] = self._opened(request, method_id=old.method_id).id
            intent = self._intent(self._renewals[intent_id, attempt])
        await asyncio.sleep(0)
        return intent.report()

    async def capture(self, intent_id: str, payment_id: PaymentId, amount: Money) -> ProviderSnapshot:
        return await self._step("capture", intent_id, payment_id, lambda one: one.capture(amount))

    async def release(self, intent_id: str, payment_id: PaymentId) -> ProviderSnapshot:
        return await self._step("release", intent_id, payment_id, Intent.release)

    async def refund(
        self,
        intent_id: str,
        refund_id: RefundId,
        amount: Money,
        reason: RefundReason | None,  # noqa: ARG002 - the provider keeps it and never tells
    ) -> ProviderSnapshot:
        def give_back(intent: Intent) -> list[Entry]:
            if refund_id in self._refunded:
                return []
            entries = intent.refund(amount)
            self._refunded.add(refund_id)
            return entries

        return await self._call("refund", self._intent(intent_id), give_back, "charge.refunded")

    async def retrieve(self, intent_id: str) -> ProviderSnapshot:
        return await self._step("retrieve", intent_id, None, lambda _: [])

    async def open_page(self, request: HoldRequest, page: PageRequest) -> ProviderSnapshot:
        await asyncio.sleep(0)
        with self.faults.around("open_page"):
            opened = page_for(self.pages, request, page)
        await asyncio.sleep(0)
        return opened.report()

    async def close_page(self, page_id: str, payment_id: PaymentId) -> ProviderSnapshot:
        await asyncio.sleep(0)
        with self.faults.around("close_page"):
            if page_id in self.pages:
                assert self.pages[page_id].request.payment_id == payment_id, "the page of another payment"
                self._turn(self.pages[page_id], Page.expire)
        await asyncio.sleep(0)
        return report_of(self.pages, page_id)

    async def retrieve_page(self, page_id: str) -> ProviderSnapshot:
        await asyncio.sleep(0)
        with self.faults.around("retrieve_page"):
            return report_of(self.pages, page_id)

    async def open_account(self, companion_id: CompanionId, email: str) -> str:
        assert email
        await asyncio.sleep(0)
        with self.faults.around("open_account"):
            opened = self._opened_accounts.setdefault(companion_id, [])
            if not opened or opened[-1] not in self.accounts:
                opened.append(f"acct_{companion_id.hex}{len(opened) or ''}")
                self.accounts[opened[-1]] = NOT_BOARDED
        return opened[-1]

    async def account_link(self, account_id: str) -> str:
        await asyncio.sleep(0)
        with self.faults.around("account_link"):
            if account_id not in self.accounts:
                raise ObjectMissing(f"No such account: '{account_id}'")
            return f"https://provider.invalid/onboard/{account_id}"

    async def account(self, account_id: str) -> AccountState | None:
        await asyncio.sleep(0)
        with self.faults.around("account"):
            return self.accounts.get(account_id)

    async def delete_customer(self, customer_id: str) -> None:
        with self.faults.around("delete_customer"):
            self.deleted_customers.add(customer_id)

    async def intent_of(self, kind: str, object_id: str) -> str | None:
        await asyncio.sleep(0)
        with self.faults.around("intent_of"):
            intent_id = object_id.replace(f"{SHORT[kind]}_", "pi_", 1) if kind in SHORT else None
            return intent_id if intent_id in self.intents else None

    def pay(self, intent_id: str, method_id: str) -> ProviderSnapshot:
        """Confirms the intent with a card that the payer enters in the browser."""
        return self._happen(self._intent(intent_id), lambda one: one.confirm(method_id))

    def pay_on_page(self, page_id: str, method_id: str) -> ProviderSnapshot:
        """Confirms the intent of an open page with a card that the payer enters on it."""
        page = self.pages[page_id]
        assert page.stage is PageStage.OPEN, "nothing can be entered on this page"
        if page.intent is None:
            page.intent = self._opened(page.request)
        return self.pay(page.intent.id, method_id)

    def expire_page(self, page_id: str) -> ProviderSnapshot:
        """Closes a page whose time is over."""
        self._turn(self.pages[page_id], Page.expire)
        return self.pages[page_id].report()

    def authenticate(self, intent_id: str, *, passed: bool = True) -> ProviderSnapshot:
        """Answers the bank's challenge for the payer."""
        return self._happen(self._intent(intent_id), lambda intent: intent.authenticate(passed=passed))

    def expire(self, intent_id: str) -> ProviderSnapshot:
        """Releases a hold as the provider does when it is too old."""
        return self._happen(self._intent(intent_id), Intent.release)

    def lapse(self) -> list[str]:
        """Releases each hold that is too old, and closes such pages; returns the ids of the intents of the holds."""
        assert self.clock is not None
        now = self.clock.now()
        for page in self.pages.values():
            if page.is_past(now):
                self._turn(page, Page.expire)
        held = [one for one in self.intents.values() if one.stage is Stage.NEEDS_CAPTURE]
        old = [one.id for one in held if one.held_until is not None and one.held_until <= now]
        for intent_id in old:
            self.expire(intent_id)
        return old

    def contest(self, intent_id: str, amount: Money) -> ProviderSnapshot:
        """Opens a dispute of the cardholder about the charge."""
        intent = self._intent(intent_id)
        return self._happen(intent, lambda one: one.contest(amount), "charge.dispute.created")

    def judge(self, intent_id: str, *, won: bool) -> ProviderSnapshot:
        """Decides the dispute as the bank does; `won` is in favour of the platform."""
        return self._happen(self._intent(intent_id), lambda one: one.judge(won=won), "charge.dispute.closed")

    def finish_onboarding(self, account_id: str) -> None:
        """Completes the data of a companion's account."""
        self.accounts[account_id] = BOARDED
        self._notify("account.updated", account_id=account_id)

    def close_account(self, account_id: str) -> None:
        """Ends an account: it is deleted, or its holder withdraws the platform's access."""
        del self.accounts[account_id]
        self._notify("account.application.deauthorized", account_id=account_id)

    def forget(self, intent_id: str) -> None:
        """Removes an intent without a notice."""
        del self.intents[intent_id]

    def moved(self, intent_id: str, kind: EntryKind) -> int:
        """Returns the sum of this intent's movements of this kind, in minor units."""
        return sum(entry.minor for entry in self.ledger if (entry.intent_id, entry.kind) == (intent_id, kind))

    async def _step(self, operation: str, intent_id: str, payment_id: PaymentId | None, step: Step) -> ProviderSnapshot:
        """Makes one step of an intent; returns the state MISSING when there is no such intent."""
        if intent_id not in self.intents:
            with self.faults.around(operation):
                return ProviderSnapshot(intent_id=intent_id, state=IntentState.MISSING, failure=ObjectMissing.message)
        intent = self._mine(intent_id, payment_id) if payment_id else self._intent(intent_id)
        return await self._call(operation, intent, step)

    async def _call(self, operation: str, intent: Intent, step: Step, event: str | None = None) -> ProviderSnapshot:
        """Makes a call that can fail before and after its effect, and lets other tasks run meanwhile."""
        await asyncio.sleep(0)
        with self.faults.around(operation):
            snapshot = self._happen(intent, step, event)
        await asyncio.sleep(0)
        return snapshot

    def _happen(self, intent: Intent, step: Step, event: str | None = None) -> ProviderSnapshot:
        before = intent.report()
        self.ledger.extend(step(intent))
        if self.clock is not None and intent.stage is Stage.NEEDS_CAPTURE and intent.held_until is None:
            intent.held_until = self.clock.now() + HOLD_LIFE
        after = intent.report()
        if after != before:
            self._notify(event or EVENT_OF[after.state], intent=intent)
        for page in self.pages.values():
            if page.intent is intent:
                self._turn(page, Page.settle)
        return after

    def _turn(self, page: Page, turn: Callable[[Page], None]) -> None:
        """Changes a page and notifies about it when its stage is another one."""
        before = page.stage
        was_held = page.intent is not None and page.intent.stage is Stage.NEEDS_CAPTURE
        turn(page)
        assert not was_held or page.stage is PageStage.COMPLETE, "an open page holds no money"
        if page.stage is not before:
            self._notify(PAGE_EVENT_OF[page.stage], intent=page.intent, payment_id=page.request.payment_id)

    def _notify(
        self,
        event: str,
        *,
        intent: Intent | None = None,
        account_id: str | None = None,
        payment_id: PaymentId | None = None,
    ) -> None:
        self._notice_count += 1
        self.notices.append(
            Notice(
                id=f"evt_{self._notice_count:06d}",
                type=event,
                intent_id=intent.id if intent else None,
                payment_id=intent.request.payment_id if intent else payment_id,
                account_id=account_id,
            )
        )

    def _intent_for(self, request: HoldRequest) -> Intent:
        """Returns the intent of this request: the same one each time, as the idempotency key requires."""
        for intent in self.intents.values():
            if intent.request.payment_id == request.payment_id:
                if intent.request != request:
                    raise RequestRefused("The idempotency key was used with other parameters")
                return intent
        return self._opened(request)

    def _opened(self, request: HoldRequest, method_id: str | None = None) -> Intent:
        intent = Intent(id=f"pi_{len(self.intents) + 1:06d}", request=request, method_id=method_id)
        self.intents[intent.id] = intent
        return intent

    def _mine(self, intent_id: str, payment_id: PaymentId) -> Intent:
        intent = self._intent(intent_id)
        assert intent.request.payment_id == payment_id, "the intent of another payment"
        return intent

    def _intent(self, intent_id: str) -> Intent:
        if intent_id not in self.intents:
            raise ObjectMissing(f"No such payment intent: '{intent_id}'")
        return self.intents[intent_id]
