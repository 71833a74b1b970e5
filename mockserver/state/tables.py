"""The tables of a database, the same on every engine."""

from __future__ import annotations

from mockserver.errors import ConfigurationError
from mockserver.state.database import Database

SCHEMA_VERSION = 2

# world: the records of one integration; see worlds.py. path: a place in a record that can be looked up. version: how
# often an environment was saved. due_at: when something waits to be done for an environment that nobody asks.
TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS names (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS environments (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, due_at BIGINT, document TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS environments_by_due ON environments (due_at);
CREATE TABLE IF NOT EXISTS integrations (
    environment TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (environment, id));
CREATE TABLE IF NOT EXISTS snapshots (
    environment TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (environment, id));
CREATE TABLE IF NOT EXISTS worlds (number {counted} PRIMARY KEY{counting}, origin TEXT UNIQUE, owner TEXT, base BIGINT);
CREATE INDEX IF NOT EXISTS worlds_by_owner ON worlds (owner);
CREATE TABLE IF NOT EXISTS records (
    world BIGINT NOT NULL, model INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL,
    touched_at BIGINT NOT NULL, deleted_at BIGINT, document {bytes} NOT NULL, PRIMARY KEY (world, model, seq));
CREATE UNIQUE INDEX IF NOT EXISTS records_by_id ON records (world, model, id);
CREATE INDEX IF NOT EXISTS records_by_touch ON records (world, model, touched_at);
CREATE TABLE IF NOT EXISTS terms (
    world BIGINT NOT NULL, model INTEGER NOT NULL, path INTEGER NOT NULL, value TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (world, model, path, value, seq)){clustered};
CREATE TABLE IF NOT EXISTS processes (id TEXT PRIMARY KEY, seen_at BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS in_flight (
    environment TEXT NOT NULL, integration TEXT NOT NULL, process TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (environment, integration, process));
CREATE TABLE IF NOT EXISTS journals (environment TEXT PRIMARY KEY, recorded BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS requests (
    environment TEXT NOT NULL, number BIGINT NOT NULL, document {bytes} NOT NULL, PRIMARY KEY (environment, number));
CREATE TABLE IF NOT EXISTS blobs (
    environment TEXT NOT NULL, digest TEXT NOT NULL, content {bytes} NOT NULL, PRIMARY KEY (environment, digest));
"""


def prepare(database: Database, **words: str) -> None:
    """Make the tables where they are missing; `words` are what the engine calls things.

    ConfigurationError for a database that another version of this program made; it is left as it is.
    """
    statements = TABLES.format_map(words).split(";")
    with database.transaction():
        for statement in filter(str.strip, statements):
            database.execute(statement)
        database.execute(
            "INSERT INTO meta (name, value) VALUES ('schema_version', ?) ON CONFLICT (name) DO NOTHING",
            (str(SCHEMA_VERSION),),
        )


def check_version(database: Database) -> None:
    """Refuse a database that another version of this program made."""
    rows = database.query("SELECT value FROM meta WHERE name = 'schema_version'")
    found = rows[0][0] if rows else "none"
    if found != str(SCHEMA_VERSION):
        raise ConfigurationError(
            f"the database has schema version {found}, this program knows {SCHEMA_VERSION}; choose a new database"
        )
