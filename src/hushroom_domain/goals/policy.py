"""The limits of goals."""

from hushroom_domain.shared.limits import Items
from hushroom_domain.shared.text import Text

TITLE = Text(min=3, max=200)
DESCRIPTION = Text(min=10, max=5_000, has_lines=True)
NOTE = Text(max=5_000, has_lines=True)
CRITERION = Text(min=1, max=500, has_lines=True)
KEYWORD = Text(min=1, max=50)
CRITERIA = Items(min=1, max=20, each=CRITERION)
KEYWORDS = Items(max=30, each=KEYWORD)
