"""The known faults of types: what is added is named, what goes is told."""

from type_faults import compare, faults

SAID = """plugins/a.py:3: error: Returning Any  [no-any-return]
plugins/a.py:3: note: Consider something else
plugins/a.py:9: error: Returning Any  [no-any-return]
"""
KNOWN = "plugins/a.py: Returning Any [no-any-return]"


def test_a_known_fault_may_change_its_line():
    """A fault is known by its file and its words: a line added above it is no new fault."""
    assert compare(faults(SAID), [KNOWN, KNOWN]) == ([], [])


def test_a_second_fault_of_the_same_words_is_new():
    """Two faults of the same words count twice, and the new one is told with its line."""
    assert compare(faults(SAID), [KNOWN]) == (["plugins/a.py:9: error: Returning Any  [no-any-return]"], [])


def test_a_fault_that_is_gone_is_told():
    """A known fault that mypy finds no more is named, so that the list gets shorter."""
    assert compare({}, [KNOWN]) == ([], [KNOWN])
