"""The shipped list of common passwords, and the script that makes it."""

from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.local.seeding.accounts import PASSWORD
from hushroom_adapters.security.listed_passwords import DIGEST_BYTES, ListedPasswords
from hushroom_domain.identity.policy import common_form
from web.listed_passwords import TARGET, made_from


def test_the_shipped_list_is_whole_sorted_and_without_doubles() -> None:
    digests = TARGET.read_bytes()
    each = [digests[place : place + DIGEST_BYTES] for place in range(0, len(digests), DIGEST_BYTES)]
    assert len(each) == len(ListedPasswords.shipped()) == 48_221
    assert each == sorted(set(each))


def test_the_shipped_list_knows_what_people_choose_and_not_the_password_of_the_demo() -> None:
    shipped = ListedPasswords.shipped()
    for known in ("Password1", "Password123", "Passw0rd", "Qwerty123", "Welcome1", "Liverpool1"):
        assert shipped.knows(common_form(known)), known
    assert not shipped.knows(common_form(PASSWORD))
    assert not shipped.knows("")


def test_the_script_takes_the_lines_that_may_be_set_in_the_form_in_which_they_are_compared() -> None:
    made = made_from("password\nPassword1\nPASSWORD1\nPASSWOrd1\n\uff30assword1\nShort1\nAa1" + "x" * 126 + "\n")
    assert made == ListedPasswords.of(["password1"])


@given(st.sets(st.text(max_size=12), max_size=20), st.text(max_size=12))
def test_a_list_knows_its_members_and_nothing_else(members: set[str], other: str) -> None:
    made = ListedPasswords.of(members)
    assert len(made) == len(members)
    assert all(map(made.knows, members))
    assert made.knows(other) is (other in members)
