"""Reading rules: what a connector's tool does to records before anybody reads them.

A rule changes what records hold, hides some of them, or both; each kind is a function in `reading_values` or
`reading_limits` that adds its parts to a Reading. Filters follow: what a rule changed is looked for as it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mockserver.connectors import Catalog, Rules
from mockserver.state.records import Condition, Record, Records

# Give the records of a batch, in the same order, as the tool shows them.
Change = Callable[[Records, Sequence[Record]], Sequence[Record]]
# Give what a record must pass to be there; the flag says that deleted ones are asked for, too.
Limit = Callable[[Records, bool], Sequence[Condition]]
# Give the conditions on stored values that stand for one on shown values.
Translation = Callable[[Records, Condition], Sequence[Condition]]


@dataclass
class Reading:
    """How records are read through one view; without rules, everything is there as it is stored.

    `own_applications` leaves only what was created through the API, as the customer's setting or a rule says.
    `by_day` says that answers depend on the day; `hiding` names the rules that hide records of a model.
    """

    catalog: Catalog
    rules: Rules
    own_applications: bool = False
    by_day: bool = False
    changes: dict[str, list[Change]] = field(default_factory=dict)
    limits: dict[str, list[Limit]] = field(default_factory=dict)
    hiding: dict[str, dict[str, None]] = field(default_factory=dict)
    translations: dict[tuple[str, str], list[Translation]] = field(default_factory=dict)

    def change(self, model: str, change: Change) -> None:
        """Add a change to the records of a model; it sees what those before it made."""
        self.changes.setdefault(model, []).append(change)

    def limit(self, rule: str, model: str, limit: Limit) -> None:
        """Add a limit to the records of a model, in the name of a rule."""
        self.limits.setdefault(model, []).append(limit)
        self.hiding.setdefault(model, {})[rule] = None

    def translate(self, model: str, path: str, translation: Translation) -> None:
        """Add a translation of filters on one place of a model."""
        self.translations.setdefault((model, path), []).append(translation)

    def shown(self, model: str, records: Records, batch: Sequence[Record]) -> Sequence[Record]:
        """Give records as the tool shows them."""
        for change in self.changes.get(model, ()):
            batch = change(records, batch)
        return batch

    def conditions(self, model: str, records: Records, *, deleted_too: bool = False) -> list[Condition]:
        """Give what records of a model must pass to be there."""
        return [condition for limit in self.limits.get(model, ()) for condition in limit(records, deleted_too)]

    def visible(self, model: str, records: Records, batch: Sequence[Record]) -> Sequence[Record]:
        """Leave out the records that are not there."""
        if not batch or model not in self.limits:
            return batch
        ids = Condition("id", "equals", tuple({record["id"] for record in batch}))
        there = set(records.ids(model, (ids, *self.conditions(model, records))))
        return [record for record in batch if record["id"] in there]

    def stored(self, model: str, records: Records, condition: Condition) -> list[Condition]:
        """Give the conditions on stored values that stand for one on shown values.

        The rule that changed a value last is undone first.
        """
        found = [condition]
        for translation in reversed(self.translations.get((model, condition.path), ())):
            found = [
                outcome
                for one in found
                for outcome in (translation(records, one) if one.path == condition.path else (one,))
            ]
        return found
