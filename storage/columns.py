"""Column types: aware UTC instants on every database, and text sealed by the engine's vault."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from storage.vault import Vault


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant. Refuses naive ones; PostgreSQL keeps timestamptz, SQLite keeps UTC text that sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EncryptedText(TypeDecorator[str]):
    """Text sealed at rest. The key belongs to the engine (`Database` hangs the vault on its dialect)."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """To the database, sealed."""
        return None if value is None else vault_of(dialect).seal(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """From the database; raises KeyMistake under another key."""
        return None if value is None else vault_of(dialect).open(bytes(value))


def hang_vault(dialect: Dialect, vault: Vault) -> None:
    """Give an engine's dialect the vault that its sealed columns use."""
    dialect.shuoshi_vault = vault  # type: ignore[attr-defined]  # one dialect object per engine: the engine's own key


def vault_of(dialect: Dialect) -> Vault:
    """The vault hung on this engine's dialect."""
    vault: Vault = dialect.shuoshi_vault  # type: ignore[attr-defined]
    return vault
