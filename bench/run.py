"""`make bench`: measure the figures and print one table.

make bench ARGS="--quick"            a fifth of the effort
make bench ARGS="pages memory"       only these figures
make bench ARGS="--million lookups"  among a million candidates as well; filling them in takes minutes
make bench ARGS="--peers"            other mock servers beside ours, installed with npm for this run only
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console
from rich.table import Table

from bench import beginning, memory, reading, scale, writing  # noqa: F401 - they register their figures
from bench.figures import FIGURES, Effort, Row
from bench.peers import peers
from bench.servers import CORES

QUICK = Effort(rounds=3, seconds=0.5, starts=3, requests=20_000, candidates=10_000, sizes=(1_000, 10_000))
MARKS = {None: "", True: "yes", False: "no"}


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure, as ratios to a bare application.")
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help=f"of {', '.join(FIGURES)}; all if none is named")
    parser.add_argument("--quick", action="store_true", help="a fifth of the effort, for a first impression")
    parser.add_argument("--million", action="store_true", help="look up among a million candidates as well")
    parser.add_argument("--peers", action="store_true", help="measure other mock servers, installed with npm, instead")
    chosen = parser.parse_args(words)
    unknown = set(chosen.figures) - set(FIGURES)
    if unknown:
        parser.error(f"no figure {', '.join(sorted(unknown))}; there are {', '.join(FIGURES)}")

    effort = QUICK if chosen.quick else Effort()
    if chosen.million:
        effort = replace(effort, sizes=(*effort.sizes, 1_000_000))

    machine = f"{platform.machine()}, {len(CORES)} cores"
    console = Console(highlight=False, width=None if Console().is_terminal else 160)
    rows: list[Row] = []
    for name in chosen.figures or (() if chosen.peers else FIGURES):
        with console.status(f"measuring {name}"):
            rows.extend(FIGURES[name](effort))
    if chosen.peers:
        with console.status("measuring peers"):
            rows.extend(peers(effort))
    console.print(f"{time.strftime('%Y-%m-%d')}, Python {platform.python_version()}, {machine}")
    console.print(table(rows))


def table(rows: Sequence[Row]) -> Table:
    shown = Table(box=None, pad_edge=False)
    for column, side in zip(("figure", "mockserver", "bare", "ratio", "aim", "met"), "llrrrl", strict=True):
        shown.add_column(column, justify="right" if side == "r" else "left")
    for row in rows:
        shown.add_row(row.figure, row.ours, row.bare, row.ratio, row.aim, MARKS[row.reached])
    return shown


if __name__ == "__main__":
    main()
