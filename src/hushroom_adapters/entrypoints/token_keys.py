"""`hushroom keys`: rotates the keys of access tokens in their file, without signing anybody out."""

import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from attrs import frozen

from hushroom_adapters.observability.findings import CheckFailed
from hushroom_adapters.settings.token_keys import (
    KeyRefused,
    KeysNotReadable,
    new_token_key,
    read_token_keys,
    with_signing_key,
    without_token_key,
    written_token_keys,
)
from hushroom_adapters.settings.values import TokenKey
from hushroom_adapters.system.files import write_private
from hushroom_domain.identity.policy import ACCESS_TOKEN_LIFETIME

VARIABLE = "HUSHROOM_TOKEN_KEYS_FILE"
RESTART = "Restart every process"

token_keys = typer.Typer(no_args_is_help=True, help="Rotate the keys of access tokens without signing anybody out.")

File = Annotated[
    Path | None,
    typer.Option("--file", envvar=VARIABLE, metavar="FILE", help="The file of the keys.", show_default=False),
]
Kid = Annotated[str, typer.Argument(metavar="KID", help="The id of a key.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@frozen
class KeyFile:
    """The file that HUSHROOM_TOKEN_KEYS_FILE names. No secret of it is ever printed."""

    path: Path

    @classmethod
    def of(cls, path: Path | None) -> "KeyFile":
        """Raises: CheckFailed (no file is named)."""
        if path is None:
            raise CheckFailed("No file of keys is named", f"Set {VARIABLE}, or give --file")
        return cls(path)

    def read(self) -> tuple[TokenKey, ...]:
        """Raises: CheckFailed (the file cannot be read, or holds no keys)."""
        try:
            return read_token_keys(self.path.read_text("utf-8").strip())
        except OSError as error:
            fix = "hushroom keys make makes one" if isinstance(error, FileNotFoundError) else "Name a file of keys"
            raise CheckFailed(f"{self.path} cannot be read: {error.strerror}", fix) from error
        except (KeysNotReadable, UnicodeDecodeError) as error:
            raise CheckFailed(f"{self.path} is not a file of keys", "It must read kid:secret,kid2:secret2") from error

    def write(self, keys: Sequence[TokenKey]) -> None:
        """Raises: CheckFailed (the file cannot be written)."""
        try:
            write_private(self.path, written_token_keys(keys) + "\n")
        except OSError as error:
            fix = "Change the keys where the file comes from"
            raise CheckFailed(f"{self.path} cannot be written: {error.strerror}", fix) from error

    @property
    def changed_at(self) -> datetime:
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)


@token_keys.command(name="list")
def list_keys(file: File = None, *, as_json: AsJson = False) -> None:
    """List the ids of the keys, and which one signs; the secrets are not printed."""
    keys = KeyFile.of(file).read()
    if as_json:
        json.dump([{"kid": key.kid, "signs": key == keys[0]} for key in keys], sys.stdout, indent=2)
        typer.echo()
        return
    for key in keys:
        typer.echo(f"{key.kid}  {'signs and verifies' if key == keys[0] else 'verifies'}")


@token_keys.command()
def make(file: File = None) -> None:
    """Add a new key, which verifies only; in a new file it signs as well."""
    kept = KeyFile.of(file)
    keys = kept.read() if kept.path.exists() else ()
    made = new_token_key(keys, datetime.now(UTC))
    kept.write((*keys, made))
    then = f", then: hushroom keys use {made.kid}" if keys else ""
    typer.echo(f"{made.kid} is made. {RESTART}{then}.")


@token_keys.command()
def use(kid: Kid, file: File = None) -> None:
    """Let a key sign that every process knows; the one before goes on to verify."""
    kept = KeyFile.of(file)
    keys = kept.read()
    chosen = _allowed(with_signing_key, keys, kid)
    if chosen == keys:
        typer.echo(f"{kid} signs already.")
        return
    kept.write(chosen)
    typer.echo(f"{kid} signs. {RESTART}, and {_in_words()} later: hushroom keys retire {keys[0].kid}.")


@token_keys.command()
def retire(
    kids: Annotated[list[str], typer.Argument(metavar="KID...", help="The ids of the keys.")],
    file: File = None,
    *,
    now: Annotated[bool, typer.Option("--now", help="Also if tokens of it are still valid, as after a leak.")] = False,
) -> None:
    """Remove keys that sign no longer, once the tokens that they signed have expired."""
    kept = KeyFile.of(file)
    left = kept.read()
    for kid in kids:
        left = _allowed(without_token_key, left, kid)
    ready_at = kept.changed_at + ACCESS_TOKEN_LIFETIME
    if not now and datetime.now(UTC) < ready_at:
        raise CheckFailed(
            f"The keys changed less than {_in_words()} ago, so tokens of {_listed(kids)} may still be valid",
            f"Wait until {ready_at:%H:%M:%S} UTC, or with --now, after which clients have to refresh their tokens",
        )
    kept.write(left)
    typer.echo(f"Retired: {_listed(kids)}. {RESTART}.")


def _allowed(
    change: Callable[[Sequence[TokenKey], str], tuple[TokenKey, ...]], keys: Sequence[TokenKey], kid: str
) -> tuple[TokenKey, ...]:
    """Returns the changed keys. Raises: CheckFailed (the change would invalidate tokens)."""
    try:
        return change(keys, kid)
    except KeyRefused as refusal:
        raise CheckFailed(str(refusal), "hushroom keys list names the keys") from refusal


def _listed(kids: Sequence[str]) -> str:
    return ", ".join(kids)


def _in_words() -> str:
    return f"{ACCESS_TOKEN_LIFETIME // timedelta(minutes=1)} minutes"
