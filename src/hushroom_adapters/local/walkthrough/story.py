"""The state of a walkthrough between its steps."""

import secrets
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, TypeVar

from attrs import define, field

from hushroom_adapters.local.walkthrough.money import Bill
from hushroom_adapters.local.walkthrough.people import Books, Mailbox, Person
from hushroom_adapters.local.walkthrough.surprises import Skipped, Surprise
from hushroom_adapters.local.walkthrough.target import Target
from hushroom_adapters.local.walkthrough.wire import Exchange, Wire, open_wire

Answer = TypeVar("Answer")

DEMO_PASSWORD = "Password123!"  # noqa: S105 the password of every demo account, known to all
ADMIN = "admin@hushroom.com"
PATIENCE_SECONDS = 30.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 2.0


@define
class Story:
    """The people of one walkthrough and the ids of the things that they made."""

    api: Wire
    seeker: Person
    companion: Person
    admin: Person
    keyword: str
    mailbox: Mailbox | None = None
    books: Books | None = None
    ids: dict[str, str] = field(factory=dict)
    bill: Bill | None = None

    @property
    def exchanges(self) -> list[Exchange]:
        """Returns all requests so far, over all connections."""
        return self.api.exchanges

    def require_mailbox(self) -> Mailbox:
        if self.mailbox is None:
            raise Skipped("no mailbox is known here")
        return self.mailbox

    def until(self, ask: Callable[[], Answer], is_so: Callable[[Answer], bool], wanted: str) -> Answer:
        """Repeats a request, with growing pauses, until its response is as wanted. Raises: Surprise."""
        waited, pause = 0.0, FIRST_PAUSE_SECONDS
        answer = ask()
        while not is_so(answer):
            if waited >= PATIENCE_SECONDS:
                raise Surprise(f"{wanted} within {PATIENCE_SECONDS:.0f} s", _shortened(answer))
            self.api.sleep(pause)
            waited, pause = waited + pause, min(pause * 1.5, LONGEST_PAUSE_SECONDS)
            answer = ask()
        return answer


def open_story(target: Target, stack: ExitStack) -> Story:
    """Returns a story with new email addresses; its connections close with the stack."""
    nonce = secrets.token_hex(4)
    exchanges: list[Exchange] = []
    api = _opened(target.api, exchanges, stack)
    return Story(
        api=api,
        seeker=Person("seeker", api, f"seeker-{nonce}@example.com", DEMO_PASSWORD),
        companion=Person("companion", api, f"companion-{nonce}@example.com", DEMO_PASSWORD),
        admin=Person("admin", api, ADMIN, DEMO_PASSWORD),
        keyword=f"quiet-writing-{nonce}",
        mailbox=Mailbox(_opened(target.mailbox, exchanges, stack)) if target.mailbox else None,
        books=Books(_opened(target.stripe, exchanges, stack)) if target.stripe else None,
    )


def _opened(url: str, exchanges: list[Exchange], stack: ExitStack) -> Wire:
    wire = open_wire(url, exchanges)
    stack.callback(wire.client.close)
    return wire


def _shortened(answer: Any) -> str:
    text = repr(answer)
    return text if len(text) <= 300 else f"{text[:300]}..."  # noqa: PLR2004 about three lines
