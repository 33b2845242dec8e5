"""The row mappers of every feature."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any

from hushroom_adapters import postgres
from hushroom_adapters.postgres.core.row_mapper import RowMapper

_PACKAGES = [f"{postgres.__name__}.{found.name}" for found in iter_modules(postgres.__path__) if found.ispkg]
_MODULES = [import_module(f"{name}.mappings") for name in _PACKAGES if find_spec(f"{name}.mappings")]
ROW_MAPPERS: tuple[RowMapper[Any], ...] = tuple(
    mapper for module in _MODULES for mapper in vars(module).values() if isinstance(mapper, RowMapper)
)
