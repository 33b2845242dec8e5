"""Folded text of users and companions, for every search.

A program of the step before goes on working: what it writes is kept in lower case until it is folded, and its own
searches find accents only in what is not folded yet. `catching_up` folds the rows that are there, in batches.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from hushroom_adapters.postgres.migrations.reading import statements

revision = "0008"
down_revision = "0007"

COLUMNS = {
    "users": ("search_text", "folded_name", "folded_of"),
    "companions": ("folded_tags", "folded_text", "folded_of"),
}
SEARCHED = ("email", "first_name", "last_name", "display_name")
OF_BEFORE = 6
"""So many statements of the first step's triggers are those that this step replaces."""
UNFOLDED = sa.text("folded_of IS NULL")
OFFERED = sa.text("is_offered")


def upgrade() -> None:
    """Take the step."""
    op.add_column("users", sa.Column("search_text", sa.Text, nullable=False, server_default=""))
    op.add_column("users", sa.Column("folded_name", sa.Text))
    op.add_column("users", sa.Column("folded_of", sa.Text))
    op.add_column("companions", sa.Column("folded_tags", ARRAY(sa.Text), nullable=False, server_default="{}"))
    op.add_column("companions", sa.Column("folded_text", sa.Text))
    op.add_column("companions", sa.Column("folded_of", sa.Text))
    for statement in statements("0008_triggers.sql"):
        op.execute(statement)
    op.drop_index("users_search_idx")
    op.drop_index("companions_tag_keys_idx")
    _trigrams("users_search_text_idx", "users", ["search_text"])
    op.create_index(
        "companions_folded_tags_idx", "companions", ["folded_tags"], postgresql_using="gin", postgresql_where=OFFERED
    )
    for table in COLUMNS:
        op.create_index(f"{table}_unfolded_idx", table, ["id"], postgresql_where=UNFOLDED)


def downgrade() -> None:
    """Take it back; the text of companions is in lower case again."""
    for table in COLUMNS:
        op.drop_index(f"{table}_unfolded_idx")
    for index in ("companions_folded_tags_idx", "users_search_text_idx"):
        op.drop_index(index)
    for trigger in ("companions_listing_of_new", "companions_listing_of_changed"):
        op.execute(f"DROP TRIGGER {trigger} ON companions")
    for trigger in ("users_listing", "users_folded_of_new", "users_folded_of_changed"):
        op.execute(f"DROP TRIGGER {trigger} ON users")
    for function in ("users_carry_listing", "companions_write_listing", "users_keep_folded", "folded_source"):
        op.execute(f"DROP FUNCTION {function}")
    for statement in statements("0001_triggers.sql")[:OF_BEFORE]:
        op.execute(statement)
    op.execute(
        "UPDATE companions SET search_text = companion_search_text(bio, expertise_tags, display_name)"
        " FROM users WHERE users.id = user_id"
    )
    for table, columns in COLUMNS.items():
        for column in columns:
            op.drop_column(table, column)
    op.create_index(
        "companions_tag_keys_idx", "companions", ["tag_keys"], postgresql_using="gin", postgresql_where=OFFERED
    )
    _trigrams("users_search_idx", "users", SEARCHED)


def _trigrams(name: str, table: str, columns: list[str] | tuple[str, ...]) -> None:
    operators = dict.fromkeys(columns, "gin_trgm_ops")
    op.create_index(name, table, list(columns), postgresql_using="gin", postgresql_ops=operators)
