"""The installed command: which extra is missing, and that no other error is taken for a missing extra."""

import pytest

from hushroom_adapters.entrypoints.command import is_installed, missing_extra

REQUIREMENTS = [
    "attrs>=26",
    "typer>=0.20; extra == 'server'",
    "uvloop>=0.22; (sys_platform != 'win32') and extra == 'server'",
    'aiosmtpd>=1.4; extra == "local"',
    "pytest>=9; extra == 'dev'",
]


@pytest.mark.parametrize(
    ("installed", "missing", "extra"),
    [
        ({"attrs"}, "typer", "server"),
        ({"attrs", "typer"}, "uvloop", "server"),
        ({"attrs", "typer", "uvloop"}, "aiosmtpd.controller", "local"),
        ({"attrs", "typer", "uvloop", "aiosmtpd"}, "nowhere", None),
        ({"attrs"}, "hushroom_http.nowhere", None),
    ],
)
def test_the_first_extra_that_lacks_a_package_is_named(installed: set[str], missing: str, extra: str | None) -> None:
    error = ModuleNotFoundError(f"No module named {missing!r}", name=missing)
    assert missing_extra(error, REQUIREMENTS, installed.__contains__) == extra


def test_a_package_is_found_by_its_name() -> None:
    assert is_installed("attrs")
    assert not is_installed("nowhere")
