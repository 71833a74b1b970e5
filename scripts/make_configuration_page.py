"""Write docs/configuration.md from the table of options; with --check only say whether it is up to date.

python -m scripts.make_configuration_page [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

from mockserver.settings import OPTIONS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "configuration.md"

INTRO = """\
# Configuration

<!-- Made from mockserver/settings/options.py by `python -m scripts.make_configuration_page`; a test compares. -->

Every option can be given in four ways, with one meaning: as a flag of `mockserver serve`, as an environment variable,
as a key of the YAML file that `--config` names, and as an argument of `MockServer(…)` in Python. A flag beats the
variable, the variable beats the file, the file beats the default. `mockserver config` takes the same flags and shows
the values that result and where each comes from, secrets masked.

- An unknown flag, variable or key stops the start with the nearest valid one, and so does a value that does not fit:
  one line and exit code 2.
- An empty variable counts as not set. Variables that Kubernetes makes for a service called `mockserver`
  (`MOCKSERVER_PORT=tcp://…`, `MOCKSERVER_SERVICE_HOST`) are ignored.
- Several words are separated by commas; a flag may also be repeated, and a file may hold a list.
- `MockServer` in Python reads no variables and takes a free port unless it is given one.

```yaml
# mock.yaml
port: 9090
seed: 7
now: 2025-06-02T09:00:00Z
api_keys: [demo, staging]
```

| flag | variable | key | default | what it is |
|---|---|---|---|---|
"""


def page() -> str:
    """Give the page's text."""
    rows = []
    for option in OPTIONS.values():
        key = "" if option.name == "config" else f"`{option.name}`"
        cells = (
            f"`{f'{option.flag} {option.metavar}'.strip()}`",
            f"`{option.variable}`",
            key,
            option.show(option.default),
        )
        rows.append(f"| {' | '.join(cells)} | {option.help} |\n")
    return INTRO + "".join(rows)


def main() -> int:
    """Write the page, or compare it; 1 if it is out of date."""
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.read_text(encoding="utf-8") == page() else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
