"""Users beside the rows of other people."""

from hushroom_adapters.postgres.shapes import Shape
from hushroom_adapters.postgres.tables import USERS
from hushroom_domain.accounts.queries import Contact, Person

PERSON = Shape(Person, USERS)
CONTACT = Shape(Contact, USERS)
