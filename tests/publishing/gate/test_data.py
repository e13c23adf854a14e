"""Files that programs read: feeds, site map, drawings, JSON, calendars, style sheets."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.publishing.gate.read import read_file
from plugins.publishing.gate.values import Guarded
from plugins.publishing.gate.words import Words

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>https://essai.example/carnet/</id>
<updated>2026-01-01T00:00:00+01:00</updated><link href="https://essai.example/carnet/flux/atom.xml" rel="self"/>
<entry><title>A</title><id>tag:essai.example,2026:a</id><updated>2026-01-01T00:00:00Z</updated>
<author><name>X</name></author><link href="https://essai.example/carnet/articles/a/"/>
<content type="html">&lt;p&gt;x&lt;/p&gt;</content></entry></feed>"""
RSS = """<rss version="2.0"><channel><title>T</title><link>https://essai.example/carnet/</link><description/>
<item><title>A</title><link>https://essai.example/carnet/articles/a/</link><guid isPermaLink="false">tag:a</guid>
<pubDate>Thu, 01 Jan 2026 00:00:00 +0100</pubDate><description>&lt;p&gt;x&lt;/p&gt;</description></item>
</channel></rss>"""
ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//\r\nBEGIN:VEVENT\r\nUID:a@essai.example\r\n"
    "DTSTAMP:20260101T000000Z\r\nDTSTART;TZID=\"Europe/Paris\":20260101T090000\r\nSUMMARY:Atelier \r\n d’écriture\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)  # fmt: skip
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/><a href="https://ailleurs.example/"/></svg>'
CSS = '@font-face { src: url("../fonts/a.woff2") } /* url(https://ailleurs.example/) */'
OEMBED = '{"version": "1.0", "type": "rich", "html": "<a href=\\"https://essai.example/carnet/a/\\">x</a>", "width": 1, "height": 1}'  # fmt: skip # noqa: E501


@pytest.fixture
def said(rules):
    """What is said of a file."""

    def read(path: str, data: str | bytes) -> list[str]:
        raw = data if isinstance(data, bytes) else data.encode()
        return [fault.message for fault in read_file(path, raw, rules, Words(())).faults]

    return read


GOOD = {"flux/atom.xml": ATOM, "flux/rss.xml": RSS, "a.ics": ICS, "a.svg": SVG, "theme/css/a.css": CSS, "oembed/a.json": OEMBED}  # fmt: skip # noqa: E501


@pytest.mark.parametrize("path", GOOD)
def test_a_sound_file_has_no_fault(said, path: str) -> None:
    """Un fichier bien formé n’a pas de faute."""
    assert said(path, GOOD[path]) == []


BROKEN = [
    ("flux/atom.xml", "</feed>", "", "XML mal formé"),
    ("flux/atom.xml", "<title>A</title>", "<title>A\ufffe</title>", "XML mal formé"),
    ("flux/atom.xml", "<feed ", "<!DOCTYPE feed [<!ENTITY a 'b'>]><feed ", "déclare des entités"),
    ("flux/atom.xml", "<id>tag:essai.example,2026:a</id>", "", "<id> absent"),
    ("flux/atom.xml", "<author><name>X</name></author>", "", "entrée sans auteur"),
    ("flux/atom.xml", "2026-01-01T00:00:00Z", "1er janvier 2026", "instant « 1er janvier 2026 »"),
    ("flux/atom.xml", "&lt;p&gt;", "&lt;p onclick=x&gt;", "attribut onclick"),
    ("flux/atom.xml", "carnet/flux/atom.xml", "../flux/atom.xml", "n’est pas du site"),
    ("flux/rss.xml", 'version="2.0"', "", "sans version 2.0"),
    ("flux/rss.xml", "<link>https://essai.example/carnet/</link><desc", "<desc", "<link> absent du canal"),
    ("flux/rss.xml", ' isPermaLink="false"', "", "donné pour un lien"),
    ("flux/rss.xml", "Thu, 01 Jan 2026 00:00:00 +0100", "hier", "date « hier »"),
    ("flux/rss.xml", "&lt;p&gt;x", "&lt;script&gt;x", "« <script> »"),
    ("a.ics", "\r\n", "\n", "CR LF"),
    ("a.ics", "SUMMARY:", "SUMMARY:" + "x" * 80, "passe 75 octets"),
    ("a.ics", "SUMMARY:", "SUM MARY ", "se lit mal"),
    ("a.ics", "END:VEVENT\r\n", "", "mal fermé"),
    ("a.ics", "UID:a@essai.example\r\n", "", "sans UID"),
    ("a.svg", "<path", "<script>x</script><path", "« <script> » dans un dessin"),
    ("a.svg", "<path", "<path onload='x'", "JavaScript"),
    ("a.svg", "<path", "<image href='https://ailleurs.example/x.png'/><path", "charge « https://ailleurs"),
    ("a.svg", 'href="https://ailleurs.example/"', 'href="javascript:x"', "« javascript:x »"),
    ("theme/css/a.css", "../fonts/a.woff2", "https://ailleurs.example/a.woff2", "charge « https://ailleurs"),
    ("theme/css/a.css", "@font-face", "@import 'https://ailleurs.example/x.css'; @font-face", "charge « https://"),
    ("oembed/a.json", '"html"', "html", "JSON mal formé"),
    ("oembed/a.json", '"version": "1.0", ', "", "sans version"),
    ("oembed/a.json", "https://essai.example/carnet/a/", "https://ailleurs.example/", "n’est pas du site"),
]


@pytest.mark.parametrize(("path", "old", "new", "expected"), BROKEN)
def test_what_a_program_would_refuse_is_told(said, path: str, old: str, new: str, expected: str) -> None:
    """Ce qu’un lecteur de flux, un agenda ou un navigateur refuserait est une faute."""
    assert old in GOOD[path]
    found = said(path, GOOD[path].replace(old, new))

    assert any(expected in message for message in found), found


HEAD, ENTRY = ATOM.removesuffix("</entry></feed>").split("<entry>")
OTHER = ENTRY.replace("2026:a", "2026:b").replace("articles/a/", "articles/b/")
TWO = [
    ("", "", []),
    ("2026:b", "2026:a", ["deux entrées ont l’identifiant tag:essai.example,2026:a"]),
    ("<author><name>X</name></author>", "", ["entrée sans auteur"]),
    ("&lt;p&gt;", "&lt;p onclick=x&gt;", ["attribut onclick"]),
    ("<title>A</title>", "<!-- </entry>", ["XML mal formé"]),
    ("<title>A</title>", "<title><![CDATA[<entry>A]]></title>", []),
    ("<title>A</title>", "<media:title>A</media:title>", ["XML mal formé"]),
    ("<title>A</title>", "<title>A</title><title xmlns='autre'>A</title>", []),
    ("&lt;p&gt;", "&lt;p&gt;&lt;a href='../../../x/'&gt;", ["sort du site"]),
]


@pytest.mark.parametrize(("old", "new", "expected"), TWO)
@pytest.mark.parametrize("before", [ENTRY, OTHER])
def test_an_entry_that_another_feed_has_is_judged_as_if_it_were_new(said, before, old, new, expected) -> None:
    """L’entrée que deux flux ont est lue une fois, et jugée dans chacun comme si elle y était seule."""
    end = "</entry></feed>"
    feed = f"{HEAD}<entry>{ENTRY}</entry><entry>{OTHER.replace(old, new, 1)}{end}"
    for path, data in (("flux/a.xml", f"{HEAD}<entry>{before}{end}"), ("flux/b.xml", feed), ("flux/c.xml", feed)):
        found = said(path, data)

        assert len(found) == len(expected if data is feed else []), found
        assert all(each in message for each, message in zip(expected, found, strict=False))


def test_what_stands_between_two_entries_is_judged(said) -> None:
    """Ce qu’un flux dit de lui-même entre deux entrées, ou après elles, est jugé comme ce qu’il dit en tête."""
    wrong = "<link href='https://ailleurs.example/' rel='self'/>"
    between = f"{HEAD}<entry>{ENTRY}</entry>{wrong}<entry>{OTHER}</entry></feed>"
    after = f"{HEAD}<entry>{ENTRY}</entry><entry>{OTHER}</entry>{wrong}</feed>"

    assert [len(said("flux/a.xml", data)) for data in (ATOM, between, after)] == [0, 1, 1]


def test_an_address_of_an_entry_means_what_it_means_in_its_feed(rules) -> None:
    """Une adresse relative d’une entrée mène, dans chaque flux, d’où ce flux est."""
    data = ATOM.replace("&lt;p&gt;", "&lt;p&gt;&lt;a href='x/'&gt;").encode()
    read = [read_file(path, data, rules, Words(())) for path in ("flux/a.xml", "b.xml")]

    assert [[link.target for link in facts.links if link.raw == "x/"] for facts in read] == [
        ["flux/x/index.html"],
        ["x/index.html"],
    ]


def test_a_word_of_an_entry_is_told_in_each_feed(rules) -> None:
    """Un mot à taire est dit dans chaque flux qui le montre, et dans une entrée qui suit celles d’un autre."""
    words = Words([Guarded("Un titre à taire", "titre", "unpublished")])
    told = OTHER.replace("<title>A", "<title>Un titre à taire")
    feeds = [f"{HEAD}<entry>{'</entry><entry>'.join(texts)}</entry></feed>" for texts in ([ENTRY], [ENTRY, told])]

    found = [read_file("flux/a.xml", data.encode(), rules, words).faults for data in (*feeds, feeds[1])]
    assert [[fault.message for fault in faults] for faults in found] == [[], ["titre"], ["titre"]]


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("a.png", b"", "fichier vide"),
        ("a/index.html", b"", "fichier vide"),
        ("robots.txt", b"\xe9t\xe9", "pas en UTF-8"),
        ("theme/js/a.js", "x\u0008".encode(), "U+0008"),
        ("theme/js/a.js", "x\uffff".encode(), "U+FFFF"),
        ("theme/js/a.js", "x\ufdd0".encode(), "U+FDD0"),
    ],
)
def test_bytes_that_no_file_should_have(said, path: str, data: bytes, expected: str) -> None:
    """Un fichier vide, un texte d’un autre codage ou d’un caractère interdit est une faute."""
    assert [expected in message for message in said(path, data)] == [True]


def test_the_files_of_the_sample_are_sound(said, published_site: Path) -> None:
    """Les flux, agendas et réponses du site d’exemple n’ont pas de faute."""
    paths = [path for path in published_site.rglob("*") if path.suffix in (".xml", ".ics", ".css", ".svg", ".txt")]
    found = [said(path.relative_to(published_site).as_posix(), path.read_bytes()) for path in paths]

    assert len(found) > 10
    assert not any("mal formé" in each or "agenda" in each for messages in found for each in messages)
