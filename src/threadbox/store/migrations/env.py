"""How Alembic runs our migrations: on the connection `migrate.py` hands over."""

from alembic import context

from threadbox.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
