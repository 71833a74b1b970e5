from __future__ import annotations

from mockserver.state import snapshots, webhooks
from mockserver.state.environments import Environment
from mockserver.state.store import Store
from mockserver.state.webhooks import Endpoint, configure

HOOK = Endpoint("one", "http://127.0.0.1:1/", ("data-changed",), (1000, 2000), 500, verify_certificate=False)


def test_there_is_nothing_before_anything_was_set(environment: Environment) -> None:
    assert (webhooks.endpoints(environment), webhooks.mishaps(environment)) == ([], [])
    assert webhooks.secret(environment) is None


def test_what_is_set_comes_back(store: Store, environment: Environment) -> None:
    with store.change(environment):
        configure(environment, endpoints=[HOOK])
    assert webhooks.endpoints(environment) == [HOOK]
    assert webhooks.endpoint(environment, "one") == HOOK
    assert webhooks.endpoint(environment, "two") is None


def test_what_is_left_out_stays(environment: Environment) -> None:
    configure(environment, endpoints=[HOOK], secret="mine")
    configure(environment, faults=[{"match": {}}])
    assert webhooks.endpoints(environment) == [HOOK]
    assert webhooks.secret(environment) == "mine"
    configure(environment, endpoints=[])
    assert webhooks.mishaps(environment) == [{"match": {}}]


def test_the_secret_follows_from_the_environment_and_can_be_replaced(store: Store) -> None:
    first, second = store.environment("first"), store.environment("second")
    configure(first, endpoints=[])
    configure(second, endpoints=[])
    secret = webhooks.secret(first)
    assert secret
    assert secret != webhooks.secret(second)
    configure(first, secret="rotated")
    assert webhooks.secret(first) == "rotated"


def test_an_endpoint_takes_its_types_or_all(environment: Environment) -> None:
    assert HOOK.takes("data-changed")
    assert not HOOK.takes("sync-finished")
    assert Endpoint("all", "http://127.0.0.1/").takes("sync-finished")


def test_a_reset_takes_the_settings_back_and_a_snapshot_brings_them(store: Store, environment: Environment) -> None:
    with store.change(environment):
        configure(environment, endpoints=[HOOK])
    taken = snapshots.take(store, environment, None)
    snapshots.reset(store, environment)
    assert webhooks.endpoints(environment) == []
    snapshots.restore(store, environment, taken["id"])
    assert webhooks.endpoints(environment) == [HOOK]
