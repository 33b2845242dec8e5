import httpx
import pytest

from hushroom_adapters.local.walkthrough.surprises import Surprise
from hushroom_adapters.local.walkthrough.wire import PATIENT_READS, Wire


class Server:
    """Returns the given responses in order and records the requests."""

    def __init__(self, *answers: httpx.Response | httpx.ConnectError) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def wire(server: Server) -> tuple[Wire, list[float]]:
    pauses: list[float] = []
    client = httpx.Client(base_url="http://server.test", transport=httpx.MockTransport(server))
    return Wire(client, [], pauses.append), pauses


def test_the_json_of_the_expected_status_is_the_answer() -> None:
    server = Server(httpx.Response(201, json={"id": "1"}))
    api, _ = wire(server)
    assert api.send("seeker", "POST", "/things", status=201, body={"a": 1}, token="t") == {"id": "1"}
    assert server.asked[0].headers["Authorization"] == "Bearer t"
    assert server.asked[0].read() == b'{"a":1}'


def test_another_status_is_a_surprise_that_shows_the_body() -> None:
    api, _ = wire(Server(httpx.Response(400, text='{"message": "no"}')))
    with pytest.raises(Surprise) as surprise:
        api.send("seeker", "GET", "/things", status=200)
    assert surprise.value.expected == "200 of GET /things"
    assert surprise.value.came == '400: {"message": "no"}'


def test_a_rate_limit_is_waited_out_as_the_server_asks() -> None:
    api, pauses = wire(Server(httpx.Response(429, headers={"Retry-After": "7"}), httpx.Response(200, json=[])))
    assert api.send("seeker", "GET", "/things", status=200) == []
    assert pauses == [7]
    assert [exchange.status for exchange in api.exchanges] == [429, 200]


@pytest.mark.parametrize(("method", "times"), [("GET", PATIENT_READS + 1), ("POST", 1)])
def test_a_read_is_sent_again_after_a_503_but_not_for_ever(method: str, times: int) -> None:
    away = httpx.Response(503, headers={"Retry-After": "1"})
    api, _ = wire(Server(*[away] * (PATIENT_READS + 2)))
    with pytest.raises(Surprise):
        api.send("Ada", method, "/health", status=200)
    assert [exchange.status for exchange in api.exchanges] == [503] * times


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "soon"}, {"Retry-After": "3600"}])
def test_a_rate_limit_that_cannot_be_waited_out_is_a_surprise(headers: dict[str, str]) -> None:
    api, pauses = wire(Server(httpx.Response(429, headers=headers)))
    with pytest.raises(Surprise):
        api.send("seeker", "GET", "/things", status=200)
    assert pauses == []


def test_a_server_that_is_not_there_is_a_surprise() -> None:
    api, _ = wire(Server(httpx.ConnectError("refused")))
    with pytest.raises(Surprise, match="refused"):
        api.send("seeker", "GET", "/things", status=200)


def test_an_answer_that_is_no_json_is_a_surprise() -> None:
    api, _ = wire(Server(httpx.Response(200, text="<html>")))
    with pytest.raises(Surprise) as surprise:
        api.send("seeker", "GET", "/things", status=200)
    assert (surprise.value.expected, surprise.value.came) == ("JSON", "<html>")
