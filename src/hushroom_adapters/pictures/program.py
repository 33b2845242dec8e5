"""The program that reads one picture from its input and writes the renditions to its output, within fixed limits.

Arguments: the seconds of processor time, the bytes of memory, the most pixels, and the sizes.
"""

import struct
import sys
from collections.abc import Sequence

from hushroom_adapters.pictures.errors import REFUSED, PictureRefused, Reason

LENGTH = struct.Struct(">I")
"""The length that precedes each rendition."""
OPEN_FILES = 3
"""Input, output and the output of errors."""


def main(arguments: Sequence[str]) -> int:
    """Reads and writes; returns the exit status."""
    seconds, memory_bytes, most_pixels, *sizes = map(int, arguments)
    data = sys.stdin.buffer.read()
    from hushroom_adapters.pictures.decoding import encode

    _import_readers()
    _limit(seconds, memory_bytes)
    try:
        renditions = encode(data, sizes, most_pixels)
    except MemoryError:
        return _refused(Reason.TOO_DEMANDING)
    except PictureRefused as refusal:
        return _refused(refusal.reason)
    for size in sizes:
        sys.stdout.buffer.write(LENGTH.pack(len(renditions[size])) + renditions[size])
    return 0


def _import_readers() -> None:
    """Imports what Pillow imports when the first picture needs it, because no file can be opened then."""
    import copy  # noqa: F401 - to be there later

    from PIL import Image, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin  # noqa: F401 - for what they register

    Image.preinit()


def _limit(seconds: int, memory_bytes: int) -> None:
    """Limits the rest of the program, where the system can: not on Windows."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # No file and no socket can be opened any more, the variables of the parent process included.
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))


def _refused(reason: Reason) -> int:
    sys.stdout.buffer.write(reason.value.encode())
    return REFUSED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
