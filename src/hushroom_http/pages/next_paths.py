"""The addresses to which readers are led on: paths of our own pages, and nothing else."""

import re

HOME = "/home"
LANDING = "/"
LOGIN = "/login"
PROVE = "/account/prove"
MOST_CHARACTERS = 500
PATH = re.compile(r"/(?![/\\])[A-Za-z0-9/_.~?&=%+,:@!$'()*;\-]*")
HIDDEN = re.compile(r"%(0[0-9a-f]|1[0-9a-f]|2f|5c|7f)", re.IGNORECASE)
"""Percent-encoded control characters, slashes and backslashes, which somebody may decode."""


def safe_path(asked: str, otherwise: str = HOME, most: int = MOST_CHARACTERS) -> str:
    """Returns `asked` if it is a path of this site; another site, and any other text, becomes `otherwise`."""
    is_path = len(asked) <= most and PATH.fullmatch(asked) is not None and HIDDEN.search(asked) is None
    return asked if is_path and "//" not in asked.partition("?")[0] else otherwise
