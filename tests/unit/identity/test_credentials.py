"""Credentials are apart from users, and nothing shows their secrets."""

import attrs

from hushroom_domain.administration import queries as administration
from hushroom_domain.identity import model, queries
from hushroom_domain.identity.model import LinkedIdentity, PasswordCredential, RecoveryCode, TotpCredential, User
from hushroom_domain.identity.services.password_change import CheckedChange
from tests.support.builders import a_password, a_user
from tests.support.leak_rules import SECRET_NAME


def secret_fields(value: type) -> list[str]:
    return [one.name for one in attrs.fields(value) if SECRET_NAME.search(one.name)]


def test_a_user_has_no_field_of_a_credential() -> None:
    assert secret_fields(User) == []
    assert secret_fields(PasswordCredential) == ["password_hash"]


def test_no_read_model_has_a_field_of_a_credential() -> None:
    read = {one for module in (queries, administration) for one in vars(module).values() if isinstance(one, type)}
    models = [one for one in read if attrs.has(one)]
    assert len(models) > 10
    assert {one.__name__: names for one in models if (names := secret_fields(one))} == {"Payment": ["client_secret"]}


def test_no_text_of_a_credential_shows_its_secrets() -> None:
    password = a_password(user_id=a_user().id, password_hash="unmistakable")
    assert "unmistakable" not in repr(password)
    assert "unmistakable" not in repr(CheckedChange(password, "unmistakable"))


def test_every_credential_hides_its_secrets() -> None:
    kinds = [one for one in vars(model).values() if isinstance(one, type) and one.__module__.endswith(".credentials")]
    assert {*kinds} == {LinkedIdentity, PasswordCredential, RecoveryCode, TotpCredential}
    for kind in kinds:
        shown = [one.name for one in attrs.fields(kind) if one.repr]
        assert not any(SECRET_NAME.search(name) for name in shown), kind
