"""The snippets of docs/reference/library.md pass `mypy --strict` from outside, as the code of a user of the library."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
SNIPPET = re.compile(r"^```python$(.+?)^```$", re.MULTILINE | re.DOTALL)


def test_every_snippet_is_typed_to_the_end(tmp_path: Path) -> None:
    found = SNIPPET.findall((ROOT / "docs/reference/library.md").read_text("utf-8"))
    assert len(found) == 4
    for number, snippet in enumerate(found):
        (tmp_path / f"snippet_{number}.py").write_text(snippet, "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={ROOT / '.mypy_cache'}", "."]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603  ours
    assert checked.returncode == 0, checked.stdout + checked.stderr
