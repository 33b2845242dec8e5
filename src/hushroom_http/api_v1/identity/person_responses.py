"""People nested in other responses."""

from hushroom_domain.identity.queries import Contact, Person
from hushroom_http.api_v1.response_shape import Answer, Id


class PersonAnswer(Answer):
    """A user as other people see them."""

    id: Id
    display_name: str | None
    avatar_url: str | None


class ContactAnswer(PersonAnswer):
    """A user as administrators see them."""

    email: str


def person_answer(person: Person) -> PersonAnswer:
    return PersonAnswer(id=person.id, display_name=person.display_name, avatar_url=person.avatar_url)


def contact_answer(contact: Contact) -> ContactAnswer:
    return ContactAnswer(
        id=contact.id, display_name=contact.display_name, avatar_url=contact.avatar_url, email=contact.email
    )
