"""The environment of Alembic: our metadata on the connection that migrate.py holds, or none for plain SQL."""

from alembic import context

from hushroom_adapters.postgres.features import METADATA

connection = context.config.attributes.get("connection")
context.configure(
    connection=connection,
    dialect_name=None if connection else "postgresql",
    target_metadata=METADATA,
    literal_binds=connection is None,
    compare_type=True,
    compare_server_default=True,
    # Otherwise the locks of the first step would keep everybody waiting until the last one is done.
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
