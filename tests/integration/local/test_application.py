"""The commands and environments of the processes that `hushroom dev` starts."""

from pathlib import Path

from hushroom_adapters.local.dev.application import Commands, behind_one, web_servers
from hushroom_adapters.local.dev.folder import Folder
from hushroom_adapters.local.dev.ports import choose_ports
from hushroom_adapters.settings import read_settings
from tests.support.platforms import an_environment

ENVIRONMENT = an_environment("postgresql://nobody@127.0.0.1:9/nothing", "redis://127.0.0.1:9/0", HUSHROOM_HOST="::")


def test_the_only_web_server_listens_where_the_user_wants_it() -> None:
    ports = choose_ports(0)
    (server,) = web_servers(Commands(), Folder(Path("data")), ports, ENVIRONMENT)
    assert (server.name, server.command[-1]) == ("API", str(ports.api))
    assert server.environment["HUSHROOM_HOST"] == "::"


def test_web_servers_behind_the_round_robin_listen_here_believe_it_and_offer_no_polling() -> None:
    settings = read_settings({**ENVIRONMENT, "HUSHROOM_TRUSTED_PROXIES": "1"})
    ports = choose_ports(0, workers=2)
    servers = web_servers(Commands(), Folder(Path("data")), ports, behind_one(ENVIRONMENT, settings))
    assert [(server.name, server.command[-1]) for server in servers] == [
        (f"API {number}", str(port)) for number, port in enumerate(ports.web, start=1)
    ]
    assert ports.api not in ports.web
    for server in servers:
        seen = read_settings(server.environment).http
        assert (seen.host, seen.trusted_proxies, seen.polling) == ("127.0.0.1", 2, False)
