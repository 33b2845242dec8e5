"""Labels of devices, read from the user agents of their clients.

These are short rules instead of a library, because a label names a browser and a system and no version or model, and
because a label is shown to the owner: it never repeats an address or a sentence that a client chose.
"""

import re

BROWSERS = (
    ("Edge", ("Edg/", "EdgA/", "EdgiOS/")),
    ("Opera", ("OPR/", "Opera/")),
    ("Samsung Internet", ("SamsungBrowser/",)),
    ("Firefox", ("Firefox/", "FxiOS/")),
    ("Chrome", ("Chrome/", "CriOS/")),
    ("Safari", ("Safari/",)),
)
"""The names of browsers and their marks, the more special ones first: most browsers name Chrome and Safari as well."""
SYSTEMS = (
    ("iPhone", ("iPhone",)),
    ("iPad", ("iPad",)),
    ("Android", ("Android",)),
    ("Windows", ("Windows",)),
    ("ChromeOS", ("CrOS",)),
    ("Mac", ("Macintosh", "Mac OS X")),
    ("Linux", ("Linux", "X11")),
)
PROGRAM = re.compile(r"(?=.{1,30}(?:[/ ]|$))([A-Za-z]+(?:-[a-z]+)?)(?=[/ ]|$)")
"""The name of a program at the beginning of a user agent; without dots, so that no address gets into a label."""


def label_of(user_agent: str | None) -> str | None:
    """Returns a label such as "Firefox, Linux" or "okhttp"; None for a user agent that names neither."""
    agent = user_agent or ""
    browser, system = _marked(agent, BROWSERS), _marked(agent, SYSTEMS)
    program = PROGRAM.match(agent)
    if browser is None and program is not None and program[1] != "Mozilla":
        browser = program[1]
    return ", ".join(part for part in (browser, system) if part) or None


def _marked(agent: str, names: tuple[tuple[str, tuple[str, ...]], ...]) -> str | None:
    return next((name for name, marks in names if any(mark in agent for mark in marks)), None)
