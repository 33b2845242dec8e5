"""The personal parts of the audit log open with the key of their person and at their place only."""

from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.security import AesAuditSeals, AesSecretBox
from tests.support.existing import existing

SEALS = AesAuditSeals(AesSecretBox(secrets={"one": "o" * 40}, seals_with="one"))
OTHERS = AesAuditSeals(AesSecretBox(secrets={"two": "t" * 40}, seals_with="two"))
KEY = SEALS.new_key("anna")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.uuids())
def test_a_text_comes_back_with_its_key_at_its_place(text: str, place: object) -> None:
    person = existing(SEALS.person(KEY, "anna"))
    sealed = person.seal(text, str(place))
    assert person.open(sealed, str(place)) == text
    assert person.open(sealed, f"{place}:agent") is None
    assert existing(SEALS.person(SEALS.new_key("anna"), "anna")).open(sealed, str(place)) is None


def test_a_key_opens_for_its_person_and_with_the_keys_of_its_platform() -> None:
    assert SEALS.person(KEY, "bob") is None
    assert OTHERS.person(KEY, "anna") is None


def test_what_is_no_seal_does_not_open() -> None:
    person = existing(SEALS.person(KEY, "anna"))
    for wrong in ("", "é", "A" * 40, person.seal("secret", "here")[:-8]):
        assert person.open(wrong, "here") is None


def test_a_seal_and_a_key_show_nothing() -> None:
    person = existing(SEALS.person(KEY, "anna"))
    assert len({person.seal("unmistakable", "here") for _ in range(50)}) == 50
