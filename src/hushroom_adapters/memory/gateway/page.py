"""A hosted page of the provider in memory."""

from datetime import datetime
from enum import Enum

from attrs import define

from hushroom_adapters.memory.gateway.intent import Intent, Stage
from hushroom_domain.payments.errors import ObjectMissing, RequestRefused
from hushroom_domain.payments.ports import HoldRequest, PageRequest
from hushroom_domain.payments.rules.provider_snapshot import IntentState, ProviderSnapshot


class PageStage(Enum):
    """The status of a page in Stripe's terms."""

    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"


@define
class Page:
    """One page; its intent is made when the payer enters the first card."""

    id: str
    request: HoldRequest
    terms: PageRequest
    stage: PageStage = PageStage.OPEN
    intent: Intent | None = None

    @property
    def url(self) -> str:
        return f"https://provider.invalid/pay/{self.id}"

    def report(self) -> ProviderSnapshot:
        """Returns the snapshot of the page: a declined card on an open page leaves it waiting."""
        intent = self.intent.report() if self.intent else None
        if intent is not None and self.stage is PageStage.COMPLETE:
            return ProviderSnapshot(
                intent_id=intent.intent_id,
                state=intent.state,
                page_id=self.id,
                page_url=self.url,
                captured=intent.captured,
                refunded=intent.refunded,
                dispute=intent.dispute,
                disputed=intent.disputed,
                failure=intent.failure,
                client_secret=intent.client_secret,
                customer_id=intent.customer_id,
                held_until=intent.held_until,
            )
        return ProviderSnapshot(
            intent_id=intent.intent_id if intent else None,
            state=IntentState.CANCELLED if self.stage is PageStage.EXPIRED else IntentState.WAITING,
            page_id=self.id,
            page_url=self.url,
            is_challenged=self.stage is PageStage.OPEN and intent is not None and intent.is_challenged,
        )

    def settle(self) -> None:
        """Completes the page when its intent holds the money."""
        if self.stage is PageStage.OPEN and self.intent is not None and self.intent.stage is Stage.NEEDS_CAPTURE:
            self.stage = PageStage.COMPLETE

    def expire(self) -> None:
        """Closes an open page together with its intent."""
        if self.stage is not PageStage.OPEN:
            return
        self.stage = PageStage.EXPIRED
        if self.intent is not None:
            self.intent.release()

    def is_past(self, now: datetime) -> bool:
        """Returns whether the page is open after its time."""
        return self.stage is PageStage.OPEN and self.terms.expires_at <= now


def page_for(pages: dict[str, Page], request: HoldRequest, terms: PageRequest) -> Page:
    """Returns the page of this request: the same one each time, as the idempotency key requires.

    Raises: RequestRefused, when the request has other terms than before.
    """
    for page in pages.values():
        if page.request.payment_id == request.payment_id:
            if (page.request, page.terms) != (request, terms):
                raise RequestRefused("The idempotency key was used with other parameters")
            return page
    page = Page(id=f"cs_{len(pages) + 1:06d}", request=request, terms=terms)
    pages[page.id] = page
    return page


def report_of(pages: dict[str, Page], page_id: str) -> ProviderSnapshot:
    """Returns the snapshot of a page, with the state MISSING when there is no such page."""
    if page_id in pages:
        return pages[page_id].report()
    return ProviderSnapshot(intent_id=None, state=IntentState.MISSING, page_id=page_id, failure=ObjectMissing.message)
