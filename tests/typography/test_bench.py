from plugins.typography import bench


def test_the_three_steps_are_measured_on_the_text_given():
    """Le banc d’essai mesure les trois étapes sur le texte donné."""
    rows = bench.run("Un « mot » !", repeat=1, rounds=1)
    assert [row.name for row in rows] == ["typeset_html", "python-markdown", "typogrify"]
    assert all(row.microseconds_per_kb >= 0 for row in rows)
