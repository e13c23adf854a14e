"""The tags of a PDF, put right before the file is written: where WeasyPrint leaves them short of PDF/UA (ISO 14289-1).

An element is a dictionary: /S its kind, /P its parent, /K its children, which are references to other elements and to
annotations, and ranks of marked content on its page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from plugins.common.untyped import Untyped

_WITH_CAPTION = ("/Table", "/Figure", "/L")
_OF_THE_FILE = ("html", "body")  # whose language is that of the catalog


def with_languages(build: Callable[..., Iterator[Untyped]]) -> Callable[..., Iterator[Untyped]]:
    """WeasyPrint's `_build_box_tree`, whose elements say the language of theirs (/Lang, ISO 32000-1, 14.9.2).

    The boxes of a page are known there alone; a finisher sees the tags without them.
    """

    def spoken(box: Untyped, *rest: Untyped) -> Iterator[Untyped]:
        said = getattr(box, "element", None)
        language = said.get("lang") if said is not None and said.tag not in _OF_THE_FILE else None
        for element in build(box, *rest):
            if language and "Lang" not in element:
                element["Lang"] = f"({language})"
            yield element

    return spoken


def mend(_document: Untyped, pdf: Untyped) -> None:
    """A `finisher` of WeasyPrint: changes the tree of tags of a file, and what its pages mark, in place.

    - Running heads and page numbers are artifacts, where they were of elements that the tree does not hold.
    - Each division of a description list is an item, of a label and a body; so is an item that holds paragraphs.
    - The heads of a table say what they head (/Scope), where they had names that a table on two pages gives twice.
    - A caption is in what it is the caption of; elsewhere it is a paragraph.
    """
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    document = _object(pdf, root["K"][0])
    for element in list(_below(pdf, document)):
        kind = element["S"]
        if kind == "/L":
            _describe(pdf, element)
        elif kind == "/LI":
            _hold(pdf, element)
        elif kind == "/Table":
            _head(pdf, element)
        elif kind == "/Caption" and _object(pdf, element["P"])["S"] not in _WITH_CAPTION:
            element["S"] = "/P"
    held = {document.number, *(element.number for element in _below(pdf, document))}
    _set_apart(pdf, _object(pdf, root["ParentTree"])["Nums"], held)


def _describe(pdf: Untyped, terms: Untyped) -> None:
    """WeasyPrint makes an item of each `dt` and `dd`, below the `div` that holds them: L > Div > LI > LBody."""
    for item in _elements(pdf, terms):
        if item["S"] != "/Div":
            continue
        item["S"] = "/LI"
        parts = list(_elements(pdf, item))
        for rank, part in enumerate(parts):
            part["S"] = "/Lbl" if rank == 0 and len(parts) > 1 else "/LBody"
            for body in _elements(pdf, part):
                if body["S"] == "/LBody":
                    body["S"] = "/NonStruct"


def _hold(pdf: Untyped, item: Untyped) -> None:
    """What an item holds besides its label is in one body."""
    parts = list(_elements(pdf, item))
    held = [part for part in parts if part["S"] != "/Lbl"]
    if all(part["S"] == "/LBody" for part in held):
        return
    body = type(item)(
        {**item, "S": "/LBody", "K": type(item["K"])(part.reference for part in held), "P": item.reference}
    )
    pdf.add_object(body)
    item["K"] = type(item["K"])([*(part.reference for part in parts if part["S"] == "/Lbl"), body.reference])
    for part in held:
        part["P"] = body.reference
        if part["S"] == "/LBody":
            part["S"] = "/NonStruct"


def _head(pdf: Untyped, table: Untyped) -> None:
    rows = [element for element in _below(pdf, table) if element["S"] == "/TR"]
    for row in rows:
        cells = list(_elements(pdf, row))
        heads = [cell for cell in cells if cell["S"] == "/TH"]
        above = _object(pdf, row["P"])["S"] == "/THead" or (row is rows[0] and len(heads) == len(cells))
        for cell in cells:
            cell.pop("ID", None)
            cell["A"].pop("Headers", None)
        for head in heads:
            head["A"]["Scope"] = "/Column" if above else "/Row"


def _set_apart(pdf: Untyped, owners: Untyped, held: set[int]) -> None:
    """Make artifacts of what the pages mark as content of no element of the tree.

    `owners` says for each page, by rank, the element of each marked content; `held` are the numbers of the elements.
    """
    for page, of_page in zip(pdf.page_references, owners[1::2], strict=False):  # then come those of links
        loose = {rank for rank, owner in enumerate(of_page) if _object(pdf, owner).number not in held}
        for rank in loose:
            of_page[rank] = "null"
        marks = _object(pdf, _object(pdf, page)["Contents"]).stream
        for at, mark in enumerate(marks):
            if isinstance(mark, dict) and mark.get("MCID") in loose:
                marks[at - 1] = "/Artifact"
                del mark["MCID"]
                mark["Type"] = "/Pagination"
    for number, each in enumerate(pdf.objects):
        if isinstance(each, dict) and each.get("Type") == "/StructElem" and number not in held:
            pdf.objects[number].free = "f"


def _below(pdf: Untyped, element: Untyped) -> Iterator[Untyped]:
    for child in _elements(pdf, element):
        yield child
        yield from _below(pdf, child)


def _elements(pdf: Untyped, element: Untyped) -> Iterator[Untyped]:
    for child in element["K"]:
        if isinstance(child, bytes):  # not the rank of a marked content
            found = _object(pdf, child)
            if found["Type"] == "/StructElem":
                yield found


def _object(pdf: Untyped, reference: Untyped) -> Untyped:
    """What « 12 0 R » refers to."""
    return pdf.objects[int(reference.split()[0])]
