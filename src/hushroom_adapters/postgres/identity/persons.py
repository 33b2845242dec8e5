"""The columns of persons: users as other users see them."""

from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.identity.tables import USERS
from hushroom_domain.identity.queries import Contact, Person

PERSON = RowMapper(Person, USERS)
CONTACT = RowMapper(Contact, USERS)
