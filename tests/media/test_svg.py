"""Drawings: what runs or fetches is refused at its line, junk is taken away, sizes are read in every unit."""

from __future__ import annotations

import base64
import time

import pictures
import pytest

from plugins.media.lengths import svg_size
from plugins.media.prepare import prepare

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 5">'
PLAIN = f'{OPEN}<rect id="a" width="5" height="5" fill="url(#g)"/><use xlink:href="#a"/></svg>'


def faults(text: str) -> list[tuple[int, str]]:
    """(line, message) of each fault of a drawing."""
    return [(fault.line, fault.message) for fault in prepare(text.encode(), ".svg").faults]


def clean(text: str) -> str:
    """A drawing as it is published."""
    made = prepare(text.encode(), ".svg")
    assert not made.faults, made.faults
    return made.data.decode()


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<script xlink:href="#a"/>',
        '<SCRIPT xmlns="http://www.w3.org/1999/xhtml">alert(1)</SCRIPT>',
        '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
        '<rect onload="alert(1)"/>',
        '<rect ONCLICK="alert(1)"/>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        '<h:iframe xmlns:h="http://www.w3.org/1999/xhtml" src="https://x.example"/>',
        '<a href="javascript:alert(1)"><text>x</text></a>',
        '<a xlink:href=" java&#10;script:alert(1)"><text>x</text></a>',
        '<a href="data:text/html,x"><text>x</text></a>',
        '<a href="vbscript:x"><text>x</text></a>',
        '<image href="https://x.example/a.png"/>',
        '<image href="//x.example/a.png"/>',
        '<image href="a.png"/>',
        '<image href="data:image/svg+xml;base64,AAAA"/>',
        '<use href="b.svg#a"/>',
        '<use xlink:href="data:image/svg+xml,x#a"/>',
        '<rect fill="url(https://x.example/a.svg#g)"/>',
        "<rect fill=\"url('b.svg#g')\"/>",
        '<rect style="fill:u\\72l(https://x.example/)"/>',
        "<style>@import 'https://x.example/a.css';</style>",
        "<style>@im\\70ort 'a.css';</style>",
        "<style><![CDATA[a{background:url(//x.example/a.png)}]]></style>",
        "<style>a{background:image-set('a.png' 1x)}</style>",
        "<style>@font-face{src:url(https://x.example/a.woff2)}</style>",
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<animate attributeName="xlink:href" values="javascript:alert(1)"/>',
        '<animate attributeName="onload" to="alert(1)"/>',
        '<feImage href="https://x.example/a.png"/>',
    ],
)
def test_what_runs_or_fetches_is_refused_at_its_line(inner: str) -> None:
    """Un dessin qui lance un programme ou lit ailleurs est refusé, à sa ligne, avec un remède."""
    found = faults(OPEN + "\n\n" + inner + "</svg>")

    assert len(found) == 1 and found[0][0] == 3
    assert " : " in found[0][1]


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY x PUBLIC "a" "https://x.example/x">',
        '<!ENTITY % x "y">',
        '<!ENTITY % x SYSTEM "https://x.example/x.dtd"> %x;',
        '<!ENTITY a "aaaaaaaa"><!ENTITY x "&a;&a;&a;">',
        '<!ENTITY x "&#60;script&#62;">',
        f'<!ENTITY x "{"a" * 300}">',
    ],
)
def test_entities_are_refused(declared: str) -> None:
    """Une entité qui lit un fichier, ou qui en engendre d’autres, est refusée."""
    found = faults(f"<!DOCTYPE svg [\n{declared}\n]>\n{OPEN}<text>&x;</text></svg>")

    assert [line for line, _ in found] == [2] and "entité" in found[0][1]


def test_the_namespaces_of_illustrator_are_read() -> None:
    """Illustrator écrit ses espaces de noms en entités : elles sont lues, et la déclaration retirée."""
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!-- Generator: Adobe -->\n<!DOCTYPE svg PUBLIC '
        '"-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [\n'
        '<!ENTITY ns_svg "http://www.w3.org/2000/svg"><!ENTITY ns_ai "http://ns.adobe.com/AdobeIllustrator/10.0/">]>\n'
        '<svg xmlns="&ns_svg;" xmlns:i="&ns_ai;" i:viewOrigin="0 0" viewBox="0 0 8 4"><switch>'
        '<foreignObject requiredExtensions="&ns_ai;" width="1" height="1"><i:pgfRef/></foreignObject>'
        '<g i:extraneous="self"><path d="M0 0h8"/></g></switch><i:pgf id="x">AAAA</i:pgf></svg>'
    )

    assert clean(text) == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><switch><g><path d="M0 0h8"/></g></switch></svg>\n'
    )


def test_the_junk_of_editors_is_taken_away() -> None:
    """Commentaires, métadonnées, chemins et réglages d’un logiciel de dessin ne sortent pas ; le dessin reste."""
    text = (
        "<?xml version='1.0'?><?xml-stylesheet href='a.css'?><!-- secret -->\n"
        "<svg:svg xmlns:svg='http://www.w3.org/2000/svg' xmlns:inkscape='http://www.inkscape.org/namespaces/inkscape'"
        " xmlns:sodipodi='http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd' sodipodi:docname='/home/marie/a.svg'"
        " inkscape:export-filename='C:\\x.png' width='3cm' height='1cm'><svg:metadata><svg:script/>x</svg:metadata>"
        "<sodipodi:namedview/><svg:g inkscape:label='x' data-name='y'><svg:flowRoot>x</svg:flowRoot><svg:g/></svg:g>"
        "<svg:style>/* secret */ a{fill:red}</svg:style>"
        "<svg:text style='/* s */x:y'>1 &lt; 2 &amp; « é »</svg:text></svg:svg>"
    )

    assert clean(text) == (
        '<svg:svg xmlns:svg="http://www.w3.org/2000/svg" width="3cm" height="1cm"><svg:g><svg:g/></svg:g>'
        '<svg:style> a{fill:red}</svg:style><svg:text style="x:y">1 &lt; 2 &amp; « é »</svg:text></svg:svg>\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f'<?xml version="1.0" encoding="UTF-8"?>\n{PLAIN}\n',
        f'{OPEN}<a href="https://x.example/?a=b:c"><text>x</text></a></svg>',
        f'{OPEN}<a href="#a"/><a href="/articles/"/><a href="mailto:a@b.example"/></svg>',
        f'{OPEN}<animateTransform attributeName="transform" type="rotate" dur="1s"/></svg>',
        f"{OPEN}<style>@font-face{{src:url(data:font/woff2;base64,AAAA)}}</style></svg>",
    ],
)
def test_a_clean_drawing_stays_byte_for_byte(text: str) -> None:
    """Un dessin sans rien à retirer est publié tel quel, à l’octet près."""
    assert clean(text) == text


def test_a_picture_within_a_drawing_is_stripped_too() -> None:
    """L’image qu’un dessin porte en lui perd ses métadonnées comme une autre."""
    photo = pictures.jpeg(lambda place: b"SECRET")
    made = clean(f'{OPEN}<image href="data:image/jpeg;base64,{base64.b64encode(photo).decode()}"/></svg>')

    assert b"SECRET" not in base64.b64decode(made.partition("base64,")[2].partition('"')[0])


def test_a_drawing_that_copies_itself_is_refused_at_once() -> None:
    """Un dessin dont les copies se recopient, assez pour figer un navigateur, est refusé sans délai."""
    levels = "".join(f'<g id="a{n}">{f"<use href={chr(34)}#a{n - 1}{chr(34)}/>" * 10}</g>' for n in range(1, 12))
    start = time.process_time()

    assert "se copie lui-même" in faults(f'{OPEN}<rect id="a0"/>{levels}<use href="#a11"/></svg>')[0][1]
    assert not faults(f'{OPEN}<g id="a"><use href="#a"/></g></svg>')
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (f"{OPEN}\n<g></svg>", 2, "mal formé"),
        ("<svg><xlink:g/></svg>", 1, "préfixe"),
        ("<html>\n<svg xmlns='http://www.w3.org/2000/svg'/></html>", 1, "sa racine est « html »"),
        (OPEN + "<g>" * 300 + "</g>" * 300 + "</svg>", 1, "l’un dans l’autre"),
        ("pas un dessin", 1, "mal formé"),
    ],
)
def test_a_drawing_that_cannot_be_read_says_where(text: str, line: int, said: str) -> None:
    """Un dessin mal formé donne la ligne de sa faute."""
    found = faults(text)

    assert found[0][0] == line and said in found[0][1]


def test_a_drawing_without_namespace_gets_it() -> None:
    """Sans xmlns, un navigateur ne montre rien : il est ajouté."""
    assert clean('<svg width="2" height="1"><path d="M0 0"/></svg>').startswith(
        '<svg xmlns="http://www.w3.org/2000/svg"'
    )


@pytest.mark.parametrize(
    ("root", "size"),
    [
        ({"width": "10cm", "height": "5cm"}, (378, 189)),
        ({"width": "210mm", "height": "297mm"}, (794, 1123)),
        ({"width": "1in", "height": "0.5in"}, (96, 48)),
        ({"width": "72pt", "height": "6pc"}, (96, 96)),
        ({"width": "2em", "height": "1ex"}, (32, 8)),
        ({"width": "1e2", "height": "+.5E2px"}, (100, 50)),
        ({"width": "100%", "height": "100%", "viewBox": "0 0 24 12"}, (24, 12)),
        ({"width": "48", "viewBox": "0,0,24,12"}, (48, 24)),
        ({"height": "2cm", "viewBox": " -1.5 -1 24 12 "}, (151, 76)),
        ({"viewBox": "0 0 1.5e1 7.5"}, (15, 8)),
        ({"width": "100%"}, None),
        ({"width": "auto", "height": "1vw"}, None),
        ({"width": "-4", "height": "0"}, None),
        ({"width": "3", "height": "4", "viewBox": "0 0 0 0"}, (3, 4)),
        ({"width": "1e999", "height": "4"}, None),
        ({}, None),
    ],
)
def test_the_size_of_a_drawing_in_every_unit(root: dict[str, str], size: tuple[int, int] | None) -> None:
    """La taille d’un dessin, dans chaque unité, ou aucune : jamais une faute."""
    assert svg_size(root) == size
