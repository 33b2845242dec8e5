"""The `hushroom` command as it is installed: it says what to install where the packages of an extra are missing."""

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import PackageNotFoundError, distribution, requires

PACKAGES = {"hushroom_adapters", "hushroom_domain", "hushroom_http"}
EXTRAS = ("server", "local")
EXTRA_MISSING = 2
REQUIREMENT = re.compile(r"""([\w.-]+).*extra == ['"](\w+)['"]""")


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs a command; exits with 2 after one sentence where an extra that it needs is not installed."""
    try:
        from hushroom_adapters.entrypoints import cli

        cli.main(arguments)
    except ModuleNotFoundError as error:
        extra = missing_extra(error, requires("hushroom") or (), is_installed)
        if extra is None:
            raise
        sentence = f'The hushroom command needs packages that are not installed: pip install "hushroom[{extra}]"'
        sys.stderr.write(f"{sentence}\n")
        sys.exit(EXTRA_MISSING)


def missing_extra(
    error: ModuleNotFoundError, requirements: Iterable[str], is_installed: Callable[[str], bool]
) -> str | None:
    """Returns the first extra that lacks a package; None where the error is a mistake of this project's code."""
    if (error.name or "").partition(".")[0] in PACKAGES:
        return None
    found = filter(None, map(REQUIREMENT.match, requirements))
    lacking = {match[2] for match in found if not is_installed(match[1]) and not _is_for_another_system(match[0])}
    return next((extra for extra in EXTRAS if extra in lacking), None)


def is_installed(package: str) -> bool:
    """Returns whether a package of this name is installed."""
    try:
        distribution(package)
    except PackageNotFoundError:
        return False
    return True


def _is_for_another_system(requirement: str) -> bool:
    return "sys_platform" in requirement and sys.platform == "win32"
