"""`python -m hushroom_adapters.local.dev.preload MODULE PROGRAM ARGUMENTS`: imports early, runs when told to.

The imports of a server take longer than everything else of a second start and need no database: they are made
while the tables are brought up to date. MODULE is imported, then PROGRAM runs as `python -m` would run it.
"""

import importlib
import runpy
import sys

NOBODY_WAITS = 1


def main() -> int:
    module, program, *arguments = sys.argv[1:]
    importlib.import_module(module)
    if not sys.stdin.readline():
        return NOBODY_WAITS
    sys.argv = [program, *arguments]
    runpy.run_module(program, run_name="__main__", alter_sys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
