"""What is wrong with a scenario: told with file and line, or with the place in the document that a caller sent."""

from __future__ import annotations

from pathlib import Path

from mockserver.connectors.findings import Findings, Spot
from mockserver.errors import InputInvalid

# The member of a body under which a document is sent.
MEMBER = "document"


class Found(Findings):
    """Findings in one scenario; `source` is its file, None if it has none."""

    def __init__(self, source: Path | None) -> None:
        super().__init__()
        self._source = source

    def top(self) -> Spot:
        """Give the top of the scenario, to note findings there and below."""
        return self.file(self._source or Path(MEMBER))

    def raise_any(self) -> None:
        """Raise ConfigurationError, or InputInvalid where there is no file, with all that was found, if any."""
        if self._source is not None:
            super().raise_any()
        elif self._found:
            from mockserver.description.problems import json_path

            texts = [
                f"{json_path((MEMBER, *(int(key) if key.isdecimal() else key for key in keys)))}: {text}"
                for _, keys, text in self._found
            ]
            raise InputInvalid(texts[0], explanation="; ".join(texts))
