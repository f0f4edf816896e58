"""Alembic's entry: the connection is handed in by `Database`, never opened here."""

from alembic import context

from storage.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter a table in place
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
