"""The number of connections that the limit of open files allows this process."""

import sys

SPARE_FILES = 256
"""Open files for the databases, the other services and the log."""
FEWEST = 64


def connections_at_most(wanted: int) -> int:
    """Raises the limit of open files for `wanted` connections, and returns the number that it allows."""
    if sys.platform == "win32":
        return wanted
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = wanted + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < enough:
        soft = enough if hard == resource.RLIM_INFINITY else min(enough, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else max(FEWEST, min(wanted, soft - SPARE_FILES))
