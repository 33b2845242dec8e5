"""The journeys check responses for leaks: a platform that discloses another person's data fails them."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

import pytest
from attrs import field, frozen

from hushroom_adapters.local.walkthrough import signing_up
from tests.support.journeys import JOIN, ask, story_of
from tests.support.leak_rules import Leak
from tests.support.watch import LeakWatch
from tests.support.whole_hushroom import WholeHushroom


@frozen
class RemotePlatform:
    """The part of a running platform that a story reads."""

    endpoints: dict[str, str]
    watch: LeakWatch = field(factory=LeakWatch)


class LeakingHandler(BaseHTTPRequestHandler):
    """Responds to every request with another person's address."""

    def do_GET(self) -> None:
        body = json.dumps({"id": "1", "partner": {"email": "somebody@example.com"}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def chatty() -> Iterator[RemotePlatform]:
    with ThreadingHTTPServer(("127.0.0.1", 0), LeakingHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield RemotePlatform({"api": f"http://127.0.0.1:{server.server_port}"})
        finally:
            server.shutdown()


def test_a_platform_that_leaks_fails_the_journey(chatty: RemotePlatform) -> None:
    with (
        story_of(cast("WholeHushroom", chatty)) as story,
        pytest.raises(Leak, match=r"somebody else's address at partner\.email"),
    ):
        ask(story, "GET", "/sessions/1", 200)


def test_every_answer_of_a_journey_is_read(hushroom: WholeHushroom) -> None:
    before = hushroom.watch.exchanges
    with story_of(hushroom, JOIN) as story:
        hushroom.get("/users/me", token=story.seeker.token)
        signing_up.ask_for_health(story)
        assert hushroom.watch.exchanges - before == len(story.exchanges) + 1 == len(JOIN) + 2
