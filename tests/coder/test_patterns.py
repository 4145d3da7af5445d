"""Patterns and word lists of a language: read by name, filled in, compiled; nothing in the folder is dead."""

import ast
import re
from pathlib import Path

import pytest

from pipeline.coder import folder, patterns

CODER = Path(folder.__file__).parent
READERS = {"pattern", "source", "words", "values", "numbers", "family"}


@pytest.fixture
def made_up(tmp_path):
    """A language of one list and three patterns, in a folder of its own."""
    (tmp_path / "words").mkdir()
    (tmp_path / "patterns").mkdir()
    (tmp_path / "words/all.csv").write_text("list,words,value\ncount,lu|lun,1\ncount,dva,2\n", encoding="utf-8")
    (tmp_path / "patterns/all.csv").write_text('name,pattern,note\nkilled,"{some} brak{1,2}",\nsome,"(?P<n>{count})\\b",\nround,{round},\n', encoding="utf-8")
    return str(tmp_path)


def test_names_in_a_pattern_stand_for_other_patterns_and_lists(made_up):
    assert patterns.pattern("killed", made_up).fullmatch("lun brakk")["n"] == "lun"


def test_values_keep_the_order_of_the_table(made_up):
    assert list(patterns.numbers("count", made_up).items()) == [("lu", 1), ("lun", 1), ("dva", 2)]


def test_what_a_language_lacks_matches_nothing(made_up):
    assert patterns.pattern("wounded", made_up).search("anything") is None and patterns.words("months", made_up) == frozenset()


def test_patterns_of_a_family_keep_the_order_of_the_table(made_up):
    (Path(made_up) / "patterns/more.csv").write_text("name,pattern,note\ndead.two,b,\ndead.one,a,\n", encoding="utf-8")
    assert [found.pattern for found in patterns.family("dead", made_up)] == ["b", "a"]


def test_a_pattern_that_stands_in_itself_is_refused(made_up):
    with pytest.raises(ValueError, match="stands in itself"):
        patterns.pattern("round", made_up)


def test_a_name_given_twice_is_refused(made_up):
    (Path(made_up) / "patterns/more.csv").write_text("name,pattern,note\nkilled,x,\n", encoding="utf-8")
    with pytest.raises(ValueError, match="given twice"):
        patterns.named_patterns(made_up)


def test_every_pattern_compiles():
    for name in patterns.named_patterns():
        patterns.pattern(name)


def test_every_name_that_code_asks_for_is_in_the_folder():
    assert asked() - names() == set()


def test_every_pattern_and_list_of_the_folder_is_used():
    filled = {name for written in patterns.named_patterns().values() for name in re.findall(r"\{([a-z]\w*)\}", written)}
    assert names() - strings() - filled == set()


def names() -> set[str]:
    """Every pattern, family of patterns and list of the English folder."""
    return {name.partition(".")[0] for name in patterns.named_patterns()} | patterns.named_lists()


def trees():
    return [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(CODER.rglob("*.py"))]


def asked() -> set[str]:
    """First arguments of the calls that read a pattern or a list by its name."""
    calls = [node for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS]
    return {call.args[0].value for call in calls if call.args and isinstance(call.args[0], ast.Constant)}


def strings() -> set[str]:
    return {node.value for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
