"""The numbers of goals."""

from hushroom_domain.shared.text import Text

TITLE = Text(min=3, max=200)
DESCRIPTION = Text(min=10, max=5_000, has_lines=True)
NOTE = Text(max=5_000, has_lines=True)
CRITERION = Text(min=1, max=500, has_lines=True)
KEYWORD = Text(min=1, max=50)
MAX_CRITERIA = 20
MAX_KEYWORDS = 30
