"""PostgreSQL and Valkey out of their wheels, for `hushroom dev` and the tests."""

from hushroom_adapters.local.embedded.cluster import discard_cluster
from hushroom_adapters.local.embedded.errors import EmbeddedServerFailed
from hushroom_adapters.local.embedded.postgres import embedded_postgres, prepare_postgres
from hushroom_adapters.local.embedded.server import EmbeddedServer, Server, running
from hushroom_adapters.local.embedded.valkey import embedded_valkey, prepare_valkey

__all__ = [
    "EmbeddedServer",
    "EmbeddedServerFailed",
    "Server",
    "discard_cluster",
    "embedded_postgres",
    "embedded_valkey",
    "prepare_postgres",
    "prepare_valkey",
    "running",
]
