"""The table of options: every setting with its reader, its default and what it does.

The command line, the environment variables, the configuration file and docs/configuration.md all come from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from mockserver.errors import ConfigurationError
from mockserver.instants import DAY
from mockserver.settings import readers
from mockserver.settings.option import Option
from mockserver.settings.readers import Reader


def _option(default: Any, reader: Reader, metavar: str, text: str, *, secret: bool = False) -> Any:
    return field(
        default=default, repr=not secret, metadata={"read": reader, "metavar": metavar, "help": text, "secret": secret}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be chosen at the start; `origins` says where each value that is no default came from."""

    host: str = _option("127.0.0.1", readers.text, "HOST", "address to listen on")
    port: int = _option(8080, readers.whole(0, 65535), "PORT", "port to listen on; 0 picks a free one and prints it")
    seed: int = _option(42, readers.whole(-(2**63)), "NUMBER", "one seed gives one world, byte for byte")
    size: str = _option(
        "small",
        readers.choice("small", "medium", "large", pattern=r"[1-9]\d{0,6}", also=" or a number of people"),
        "SIZE",
        "small, medium, large, or a number of candidates or employees per integration",
    )
    now: int | None = _option(None, readers.instant, "INSTANT", "freeze the clock of every environment at this instant")
    profile: str | None = _option(None, readers.text, "NAME", "coverage profile that every integration starts with")
    scenario: str | None = _option(
        None, readers.file_or_name, "NAME", "what environments begin with: a story pack, or a file of your own"
    )
    company: str | None = _option(None, readers.text, "NAME", "name of the customer, in all data")
    locale: tuple[str, ...] = _option(
        (), readers.locales, "LOCALES", "markets of the customer such as de_DE,fr_FR, the main one first"
    )
    headcount: int | None = _option(
        None, readers.whole(1, 400_000), "NUMBER", "employees of the customer; candidates follow in proportion"
    )
    database: str | None = _option(
        None, readers.database, "URL", "sqlite:///FILE or postgresql+psycopg://… to keep what is written; else memory"
    )
    config: Path | None = _option(None, readers.path, "FILE", "YAML file with any of these options")
    connectors: Path | None = _option(None, readers.path, "DIR", "folder of connector files that add or override")
    api_keys: tuple[str, ...] = _option((), readers.words, "KEYS", "keys to accept; every key if none", secret=True)
    control_token: str | None = _option(
        None, readers.text, "TOKEN", "demand this in X-Mock-Control-Token under /_mock", secret=True
    )
    public_url: str | None = _option(
        None, readers.web_address, "URL", "address of this server in the links that it hands out"
    )
    body_limit: int = _option(40_000_000, readers.amount, "BYTES", "largest request body, such as 40MB")
    allow_fetch: tuple[str, ...] = _option((), readers.hosts, "HOSTS", "hosts that attachments may be fetched from")
    allow_webhook_host: tuple[str, ...] = _option(
        (), readers.hosts, "HOSTS", "hosts beside this machine that webhooks may be sent to"
    )
    cors: tuple[str, ...] = _option((), readers.origins, "ORIGINS", "origins whose pages may call the API")
    journal_entries: int = _option(1000, readers.whole(0), "NUMBER", "requests that the journal remembers")
    journal_bytes: int = _option(8_000_000, readers.amount, "BYTES", "bytes that the journal remembers")
    max_environments: int = _option(10_000, readers.whole(1), "NUMBER", "most environments at a time")
    storage_limit: int = _option(
        2_000_000_000, readers.amount, "BYTES", "most that all environments together may store, such as 2GB"
    )
    max_size: int | None = _option(
        None, readers.whole(1, 1_000_000), "NUMBER", "most people of an integration; 1,000,000, or 3,000 in demo mode"
    )
    demo: bool = _option(
        False, readers.switch, "", "demo mode: give each visitor of the console a key that expires, accept no other"
    )
    demo_lifetime: int = _option(DAY, readers.duration, "DURATION", "how long a visitor's key is accepted")
    demo_reset: int | None = _option(
        None, readers.duration, "DURATION", "reset the sandboxes of visitors each time this has passed"
    )
    demo_rate: int = _option(1200, readers.whole(1), "NUMBER", "requests per minute and address that demo mode lets in")
    trusted_proxies: tuple[str, ...] = _option(
        (), readers.networks, "ADDRESSES", "proxies whose X-Forwarded-For and X-Forwarded-Proto are believed"
    )
    workers: int = _option(1, readers.whole(1, 64), "NUMBER", "processes that serve")
    log_format: str = _option("text", readers.choice("text", "json"), "FORMAT", "text for people, json for machines")
    log_level: str = _option(
        "info",
        readers.choice("debug", "info", "warning", "error"),
        "LEVEL",
        "info shows every request, warning only what was refused, error only our own faults",
    )
    origins: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Raise ConfigurationError for settings that exclude each other."""
        if self.demo and self.api_keys:
            raise ConfigurationError("--demo gives out keys of its own; it cannot be combined with --api-keys")

    @property
    def most_people(self) -> int:
        """The largest size that an integration may have."""
        if self.max_size is not None:
            return self.max_size
        return 3_000 if self.demo else 1_000_000

    @classmethod
    def load(cls, flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
        """Give the settings that flags, variables and the file they name add up to.

        A flag beats the variable, the variable beats the file, the file beats the default. A flag's value is text, or
        already the value that the field holds; None is no flag. Raises ConfigurationError for an unknown name, with
        the nearest one, and for a value that does not fit.
        """
        from mockserver.settings.sources import gather

        found = gather(OPTIONS, flags or {}, environ or {})
        values = {name: value for name, (value, _) in found.items()}
        return cls(**values, origins={name: origin for name, (_, origin) in found.items()})

    def rows(self) -> list[tuple[str, str, str]]:
        """Give name, shown value and origin of every option, secrets masked."""
        return [
            (option.name, option.show(getattr(self, option.name)), self.origins.get(option.name, "default"))
            for option in OPTIONS.values()
        ]


OPTIONS: dict[str, Option] = {
    each.name: Option(name=each.name, default=each.default, **each.metadata)
    for each in fields(Settings)
    if each.metadata
}
