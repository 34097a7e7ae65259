"""Run by Alembic, inside the transaction that `bot.storage.migrating` has opened; logging stays as it is."""

from alembic import context

from bot.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
