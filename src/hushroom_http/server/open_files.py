"""How many connections this process may hold: the operating system counts open files."""

import sys

SPARE_FILES = 256
"""For the databases, the peers and the log."""
FEWEST = 64


def connections_at_most(wanted: int) -> int:
    """Returns `wanted`, or as many connections as the process has files left for, and raises its limit to that end."""
    if sys.platform == "win32":
        return wanted
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = wanted + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < enough:
        soft = enough if hard == resource.RLIM_INFINITY else min(enough, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else max(FEWEST, min(wanted, soft - SPARE_FILES))
