from mockserver.suggest import did_you_mean


def test_nearest_word_is_named() -> None:
    assert did_you_mean("lists", ["read", "list"]) == ", did you mean 'list'?"


def test_few_words_are_listed_when_none_is_near() -> None:
    assert did_you_mean("zzz", ["read", "list"]) == ", expected one of list, read"


def test_many_words_or_none_give_no_hint() -> None:
    assert did_you_mean("zzz", [f"word{number}" for number in range(20)]) == ""
    assert did_you_mean("zzz", []) == ""


def test_long_word_is_cut_before_comparing() -> None:
    assert did_you_mean("a" * 1_000_000, ["b"]) == ", expected one of b"
