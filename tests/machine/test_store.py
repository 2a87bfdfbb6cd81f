"""Entries in a folder: for the user alone, within their weight, whole or not there."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from skillrun.machine.store import Store, digest_of


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache" / "verdicts")


def entry(store: Store) -> Path:
    (file,) = store.folder.iterdir()
    return file


def test_entries_are_for_the_user_alone(store: Store) -> None:
    store.put("key", b"data")
    assert store.get("key") == b"data"
    assert store.folder.stat().st_mode & 0o077 == 0
    assert entry(store).stat().st_mode & 0o077 == 0


def test_those_unused_longest_go_first(store: Store) -> None:
    small = replace(store, most_bytes=25)
    for age, key in enumerate(("new", "middle", "old")):
        store.put(key, b"0123456789")
        os.utime(store.folder / f"{key}.entry", (1000 - age, 1000 - age))
    small.get("old")
    small.put("newest", b"0123456789")
    assert {file.stem for file in store.folder.iterdir()} == {"newest", "old"}


def test_what_a_killed_writer_left_is_cleared(store: Store) -> None:
    store.put("key", b"data")
    for name, age in (("dead.new", 5000), ("busy.new", 0)):
        (store.folder / name).write_bytes(b"half")
        then = entry_time(store) - age
        os.utime(store.folder / name, (then, then))
    store.put("other", b"data")
    assert {file.name for file in store.folder.iterdir()} == {
        "key.entry",
        "other.entry",
        "busy.new",
    }


def entry_time(store: Store) -> float:
    return (store.folder / "key.entry").stat().st_mtime


def test_a_key_says_where_one_text_ends() -> None:
    assert digest_of("ab", "c") != digest_of("a", "bc")
    assert digest_of("\ud800") != digest_of("")
