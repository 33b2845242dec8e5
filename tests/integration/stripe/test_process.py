"""The local Stripe as a process: it starts, keeps its data after a SIGKILL, and stops on request."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import stripe

from tests.integration.stripe.conftest import Listener
from tests.support.existing import existing
from tests.support.waiting import PATIENCE_SECONDS

COMMAND = [sys.executable, "-m", "hushroom_adapters.local.emulators.stripe", "--secret-key", "sk_test_x"]
STARTER = "import subprocess, sys, time; child = subprocess.Popen(sys.argv[1:], stdout=sys.stdout); time.sleep(60)"


class Running:
    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, text=True)  # noqa: S603  our own program
        assert self.process.stdout is not None
        self.said: dict[str, Any] = json.loads(self.process.stdout.readline())
        self.client = stripe.StripeClient(
            "sk_test_x",
            base_addresses={"api": self.said["url"]},
            http_client=stripe.UrllibClient(),
            max_network_retries=0,
        )

    @property
    def v1(self) -> Any:
        return self.client.v1

    def stop(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait(PATIENCE_SECONDS)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "stripe.db"


@pytest.fixture
def running(data: Path) -> Iterator[Running]:
    running = Running("--data", str(data))
    yield running
    if running.process.poll() is None:
        running.stop(signal.SIGKILL)


def test_the_synchronous_library_pays_and_refunds(running: Running) -> None:
    assert running.said["pid"] == running.process.pid
    intents = running.v1.payment_intents
    criteria = {"amount": 2500, "currency": "eur", "capture_method": "manual", "payment_method": "pm_card_visa"}
    intent = intents.create(criteria | {"confirm": True})
    assert intents.capture(intent.id, {"amount_to_capture": 2000}).amount_received == 2000
    assert running.v1.refunds.create({"payment_intent": intent.id, "amount": 500}).status == "succeeded"
    with pytest.raises(stripe.CardError) as declined:
        intents.create(criteria | {"confirm": True, "payment_method": "pm_card_chargeDeclined"})
    assert existing(declined.value.error).decline_code == "generic_decline"
    with pytest.raises(stripe.AuthenticationError):
        stripe.StripeClient("sk_live_x", base_addresses={"api": running.said["url"]}).v1.customers.list()


def test_every_answered_request_survives_a_sigkill(running: Running, data: Path) -> None:
    held = [
        running.v1.payment_intents.create(
            {"amount": 1000 + n, "currency": "eur", "capture_method": "manual", "confirm": True,
             "payment_method": "pm_card_visa"},
            {"idempotency_key": f"k-{n}"},
        ).id
        for n in range(10)
    ]  # fmt: skip
    running.v1.payment_intents.capture(held[0])
    running.stop(signal.SIGKILL)
    again = Running("--data", str(data))
    try:
        found = [intent.id for intent in again.v1.payment_intents.list({"limit": 100}).data]
        assert found == held[::-1]
        assert again.v1.payment_intents.retrieve(held[0]).status == "succeeded"
        criteria = {"amount": 1001, "currency": "eur", "capture_method": "manual", "confirm": True,
                "payment_method": "pm_card_visa"}  # fmt: skip
        assert again.v1.payment_intents.create(criteria, {"idempotency_key": "k-1"}).id == held[1]
        assert again.v1.balance.retrieve().available[0].amount == 1000 - 40
    finally:
        again.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_even_when_a_request_hangs(running: Running, number: signal.Signals) -> None:
    plan = json.dumps({"kind": "hang", "seconds": 3_600}).encode()
    port = int(running.said["url"].rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as fault, socket.create_connection(("127.0.0.1", port)) as hung:
        fault.sendall(b"POST /_sandbox/faults HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(plan), plan))
        assert b"201" in fault.recv(100)
        hung.sendall(b"GET /v1/customers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_test_x\r\n\r\n")
        time.sleep(0.1)
        running.stop(number)
    assert running.process.returncode == 0


def test_a_second_process_on_the_same_data_says_so_and_stops(running: Running, data: Path) -> None:
    second = subprocess.run(  # noqa: S603  our own program
        [*COMMAND, "--data", str(data)], capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    assert second.returncode != 0
    assert f"cannot use {data}: database is locked" in second.stderr
    assert running.v1.customers.create({}).id


def test_half_a_webhook_is_refused() -> None:
    half = subprocess.run(  # noqa: S603  our own program
        [*COMMAND, "--webhook-url", "http://127.0.0.1:1/"],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert (half.returncode, half.stderr) == (2, "--webhook-url and --webhook-secret belong together\n")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_it_dies_with_its_parent() -> None:
    starter = subprocess.Popen(  # noqa: S603  our own program
        [sys.executable, "-c", STARTER, *COMMAND, "--die-with-parent"], stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    child = psutil.Process(json.loads(starter.stdout.readline())["pid"])
    os.kill(starter.pid, signal.SIGKILL)
    starter.wait(PATIENCE_SECONDS)
    starter.stdout.close()
    gone, _ = psutil.wait_procs([child], timeout=PATIENCE_SECONDS)
    assert gone == [child]


async def test_webhooks_that_were_waiting_are_sent_after_a_restart(
    data: Path, listener: Listener, unused_port: int
) -> None:
    nowhere = f"http://127.0.0.1:{unused_port}/hook"
    first = Running("--data", str(data), "--webhook-url", nowhere, "--webhook-secret", "whsec_of_the_tests")
    customer = await asyncio.to_thread(lambda: first.v1.customers.create({"name": "Ada"}))
    await asyncio.to_thread(first.stop, signal.SIGKILL)
    second = Running("--data", str(data), "--webhook-url", listener.url, "--webhook-secret", "whsec_of_the_tests")
    try:
        await listener.hear("customer.created")
        assert listener.events()[0].data.object.id == customer.id
    finally:
        await asyncio.to_thread(second.stop)
