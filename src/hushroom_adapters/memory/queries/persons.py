"""Users beside the rows of other people."""

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.identity.model import User
from hushroom_domain.identity.queries import Contact, Person
from hushroom_domain.shared.ids import UserId


def person_of(tables: Tables, user_id: UserId) -> Person:
    """The user as other people see them."""
    user = _user(tables, user_id)
    return Person(id=user.id, display_name=user.display_name, avatar_url=user.avatar_url)


def contact_of(tables: Tables, user_id: UserId) -> Contact:
    """The user as administrators see them."""
    user = _user(tables, user_id)
    return Contact(id=user.id, display_name=user.display_name, avatar_url=user.avatar_url, email=user.email)


def _user(tables: Tables, user_id: UserId) -> User:
    user = tables.users.get(user_id)
    assert user is not None, "rows of users are never removed"
    return user
