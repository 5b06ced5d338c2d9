"""The store keeps what was used last, and never more bytes than it may."""

from app.store.memory import MemoryStore
from app.store.recent import Recent


def test_the_least_recently_used_goes_first() -> None:
    store = MemoryStore(40)
    for key in "abcd":
        store.put(key, b"0123456789")
    assert store.get("a") == b"0123456789"
    store.put("e", b"0123456789")
    assert [store.get(key) is not None for key in "abcde"] == [True, False, True, True, True]
    assert store.held == 40


def test_replacing_counts_once() -> None:
    store = MemoryStore(40)
    store.put("a", b"12345")
    store.put("a", b"1")
    assert store.held == 1
    store.clear()
    assert (store.held, store.get("a")) == (0, None)


def test_the_newest_stays_however_heavy() -> None:
    recent: Recent[str, str] = Recent(10)
    recent.put("small", "x", weight=4)
    recent.put("heavy", "y", weight=100)
    assert (recent.get("small"), recent.get("heavy"), recent.weight) == (None, "y", 100)
    recent.put("heavy", "z", weight=3)
    assert (list(recent), recent.weight) == (["z"], 3)
