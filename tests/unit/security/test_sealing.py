"""Sealed secrets open with their key and for their owner only."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.security import AesSecretBox

BOX = AesSecretBox(secrets={"new.2": "n" * 40, "old": "o" * 40}, seals_with="new.2")
OLD = evolve(BOX, seals_with="old")


@given(st.text(), st.text())
def test_a_secret_comes_back_for_its_owner(secret: str, owner: str) -> None:
    secret, owner = (text.encode("utf-8", "replace").decode() for text in (secret, owner))
    sealed = BOX.seal(secret, owner)
    assert BOX.open(sealed, owner) == secret
    assert BOX.open(sealed, f"{owner}x") is None


def test_a_seal_shows_nothing_and_is_never_the_same() -> None:
    seals = {BOX.seal("unmistakable", "owner") for _ in range(100)}
    assert len(seals) == 100
    assert not any("unmistakable" in one for one in seals)
    assert "n" * 40 not in repr(BOX)


def test_an_older_key_opens_and_the_present_one_seals() -> None:
    assert OLD.seal("secret", "owner").startswith("old.")
    assert BOX.open(OLD.seal("secret", "owner"), "owner") == "secret"
    assert BOX.seal("secret", "owner").startswith("new.2.")


def test_what_was_changed_or_has_no_key_does_not_open() -> None:
    sealed = BOX.seal("secret", "owner")
    kid, _, text = sealed.rpartition(".")
    turned = text[:-2] + ("A" if text[-2] != "A" else "B") + text[-1]
    for wrong in (
        f"{kid}.{turned}",
        f"old.{text}",
        f"gone.{text}",
        text,
        f"{kid}.",
        f"{kid}.ä",
        "",
        f"{kid}.{text[:8]}",
    ):
        assert BOX.open(wrong, "owner") is None


def test_the_sealing_key_must_be_there() -> None:
    with pytest.raises(AssertionError):
        AesSecretBox(secrets={"old": "o" * 40}, seals_with="new")
