"""An option: one row of the table, with its names on every door, and how its values are read and shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from mockserver.instants import format_duration, format_instant
from mockserver.settings import readers
from mockserver.settings.readers import Reader

_PASSWORD = re.compile(r"((?<=://)[^:/@]*:)[^@/]*(?=@)|((?<=[?&])(?:ssl)?password=)[^&]*")


@dataclass(frozen=True, slots=True)
class Option:
    """One row of the table: how an option is called, read and explained."""

    name: str
    default: Any
    read: Reader
    metavar: str
    help: str
    secret: bool = False

    @property
    def flag(self) -> str:
        """Give the option's name on the command line."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def variable(self) -> str:
        """Give the option's environment variable."""
        return f"MOCKSERVER_{self.name.upper()}"

    @property
    def is_switch(self) -> bool:
        """Say whether the flag alone is enough."""
        return self.read is readers.switch

    @property
    def many(self) -> bool:
        """Say whether the option takes several words."""
        return isinstance(self.default, tuple)

    def show(self, value: Any) -> str:
        """Write a value for people, without what nobody should read over a shoulder."""
        if value is None or value == ():
            return ""
        if self.secret:
            return "********"
        if self.read is readers.instant:
            return format_instant(value)
        if self.read is readers.duration:
            return format_duration(value)
        if self.is_switch:
            return "true" if value else "false"
        text = ",".join(value) if isinstance(value, tuple) else str(value)
        return without_password(text)


def without_password(address: str) -> str:
    """Give an address as it may be shown to anybody."""
    return _PASSWORD.sub(r"\1\2********", address)
