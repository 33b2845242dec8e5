"""Sends requests as a client does, and records each with its time."""

import time
from collections.abc import Callable
from typing import Any

import httpx
from attrs import define, frozen

from hushroom_adapters.local.walkthrough.surprises import Surprise

OK, CREATED = 200, 201
TIMEOUT_SECONDS = 15.0
LONGEST_WAIT_SECONDS = 90
"""The longest pause that a server may ask for, in seconds; the walkthrough ends after a longer one."""
PATIENT_READS = 5
"""The number of times that a read is sent again after a 503, as while a server is started again."""
ERROR_TEXT_LENGTH = 300
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@frozen(kw_only=True)
class Exchange:
    """One request and the status of its response."""

    who: str
    method: str
    path: str
    status: int
    milliseconds: float


def _say_nothing(_seconds: int) -> None:
    pass


@define
class Wire:
    """A connection pool to one server. After a 429 it waits as long as Retry-After says, with a read after a 503 too.

    `tell_of_pause` is called with the seconds before each such pause.
    """

    client: httpx.Client
    exchanges: list[Exchange]
    sleep: Callable[[float], None] = time.sleep
    tell_of_pause: Callable[[int], None] = _say_nothing

    def send(self, who: str, method: str, path: str, *, status: int, body: Any = None, token: str | None = None) -> Any:
        """Sends a request and returns the JSON of its response. Raises: Surprise, when the status differs."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer, unavailable = self._answer(who, method, path, body, headers), 0
        while (pause := _asked_to_wait(answer)) is not None:
            if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
                unavailable += 1
                if method != "GET" or unavailable > PATIENT_READS:
                    break
            self.tell_of_pause(pause)
            self.sleep(pause)
            answer = self._answer(who, method, path, body, headers)
        if answer.status_code != status:
            raise Surprise(f"{status} of {method} {path}", f"{answer.status_code}: {answer.text[:ERROR_TEXT_LENGTH]}")
        return _json(answer)

    def _answer(self, who: str, method: str, path: str, body: Any, headers: dict[str, str]) -> httpx.Response:
        began = time.perf_counter()
        try:
            answer = self.client.request(method, path, json=body, headers=headers)
        except httpx.TransportError as error:
            raise Surprise(
                f"an answer to {method} {path} from {self.client.base_url}", str(error) or type(error).__name__
            ) from error
        self.exchanges.append(
            Exchange(
                who=who,
                method=method,
                path=path,
                status=answer.status_code,
                milliseconds=(time.perf_counter() - began) * 1000,
            )
        )
        return answer


def open_wire(url: str, exchanges: list[Exchange]) -> Wire:
    """Opens a connection pool to the server at `url`; it appends its requests to `exchanges`."""
    # A proxy of the environment is meant for other hosts.
    is_here = httpx.URL(url).host in LOOPBACK
    return Wire(httpx.Client(base_url=url, timeout=TIMEOUT_SECONDS, trust_env=not is_here), exchanges)


def _asked_to_wait(answer: httpx.Response) -> int | None:
    if answer.status_code not in {httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE}:
        return None
    seconds = answer.headers.get("Retry-After", "")
    return int(seconds) if seconds.isdecimal() and int(seconds) <= LONGEST_WAIT_SECONDS else None


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError as error:
        raise Surprise("JSON", answer.text[:ERROR_TEXT_LENGTH]) from error
