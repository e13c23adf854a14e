"""The task of typography: `bench.typography`."""

from __future__ import annotations

from invoke import Context, task


@task(name="typography")
def bench(c: Context) -> None:
    """Mesure la typographie, python-markdown et typogrify."""
    from plugins.typography.bench import run

    print("µs par Ko de HTML, sur un cœur, le même texte, le meilleur de plusieurs tours")
    rows = run()
    own = rows[0].microseconds_per_kb
    for row in rows:
        print(f"{row.name:<18}{row.microseconds_per_kb:>8.0f}{row.microseconds_per_kb / own:>8.2f} ×")
