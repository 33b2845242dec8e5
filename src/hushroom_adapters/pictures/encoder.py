"""Prepares avatars: each picture in a process of its own, a bounded number of processes at the same time."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence

import structlog

from hushroom_adapters.pictures.errors import REFUSED, Reason
from hushroom_adapters.pictures.program import LENGTH
from hushroom_adapters.threads.fair_pool import FairPool, PoolBusy
from hushroom_domain.identity.errors import (
    AvatarDamaged,
    AvatarIsMixed,
    AvatarIsVector,
    AvatarRefused,
    AvatarsBusy,
    AvatarTooDemanding,
    AvatarTooManyPixels,
    AvatarUnsupported,
)
from hushroom_domain.identity.policy import AVATAR_MAX_PIXELS, AVATAR_SIZES

ERRORS: Mapping[Reason, type[AvatarRefused]] = {
    Reason.TOO_MANY_PIXELS: AvatarTooManyPixels,
    Reason.TOO_DEMANDING: AvatarTooDemanding,
    Reason.UNSUPPORTED: AvatarUnsupported,
    Reason.VECTOR: AvatarIsVector,
    Reason.DAMAGED: AvatarDamaged,
    Reason.MIXED: AvatarIsMixed,
}
PROGRAM = "hushroom_adapters.pictures.program"
CPU_SECONDS = 15
"""The processor time of one picture; an honest one of the largest size takes about one second."""
MEMORY_BYTES = 1024**3
"""The address space of one process; an honest picture of the largest size takes about half of it."""
KEPT_VARIABLES = ("PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LD_LIBRARY_PATH", "SYSTEMROOT")
WAIT_SECONDS = 120.0
"""The time after which a process is killed that gets no processor."""

log = structlog.get_logger(__name__)


class ProcessAvatarEncoder:
    """Implements `AvatarEncoder` by short-lived processes, so that no picture can stop or swell the process of ours."""

    def __init__(
        self,
        *,
        processes: int = 1,
        queue: int = 8,
        cpu_seconds: int = CPU_SECONDS,
        memory_bytes: int = MEMORY_BYTES,
        most_pixels: int = AVATAR_MAX_PIXELS,
    ) -> None:
        """Reads `processes` pictures at once and queues `queue` more, by turns of their client addresses."""
        self._pool = FairPool(threads=processes, queue=queue, name="pictures")
        limits = (cpu_seconds, memory_bytes, most_pixels, *AVATAR_SIZES)
        self._command = [sys.executable, "-P", "-m", PROGRAM, *map(str, limits)]

    async def encode(self, data: bytes) -> Mapping[int, bytes]:
        try:
            return await self._pool.run(lambda: _encoded(self._command, data))
        except PoolBusy:
            raise AvatarsBusy from None

    def close(self) -> None:
        """Lets running processes finish and drops the waiting pictures."""
        self._pool.close()


def _encoded(command: Sequence[str], data: bytes) -> Mapping[int, bytes]:
    """Returns the renditions by size. Raises: AvatarRefused, AvatarsBusy (the machine gave the process no time)."""
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours
            command, input=data, capture_output=True, timeout=WAIT_SECONDS, check=False, env=_surroundings()
        )
    except subprocess.TimeoutExpired as error:
        raise AvatarsBusy from error
    if done.returncode == REFUSED:
        raise ERRORS[Reason(done.stdout.decode())]
    if done.returncode:
        # Killed at one of its limits, or by a mistake of a decoder: the picture does it again every time.
        log.warning("picture not read", status=done.returncode, reason=done.stderr[-500:].decode(errors="replace"))
        raise AvatarTooDemanding
    return dict(zip(AVATAR_SIZES, _parts(done.stdout), strict=True))


def _surroundings() -> dict[str, str]:
    """Returns the variables that Python itself needs; the secrets of this process are none of them."""
    return {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}


def _parts(output: bytes) -> Iterator[bytes]:
    """Yields the renditions, each of which follows its length."""
    begin = 0
    while begin < len(output):
        (length,) = LENGTH.unpack_from(output, begin)
        begin += LENGTH.size
        yield output[begin : begin + length]
        begin += length
