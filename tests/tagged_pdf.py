"""A PDF read as a screen reader does, from its bytes: its tree of tags, what its pages mark, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

# What may be directly below what: ISO 32000-1, 14.8.4, for kinds that are choosy.
BELOW = {
    "/L": {"/L", "/LI", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
    "/Table": {"/Caption", "/THead", "/TBody", "/TFoot", "/TR"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TFoot": {"/TR"},
    "/TR": {"/TH", "/TD"},
}
ABOVE = {
    "/LI": {"/L"},
    "/Lbl": {"/LI"},
    "/LBody": {"/LI"},
    "/THead": {"/Table"},
    "/TBody": {"/Table"},
    "/TFoot": {"/Table"},
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/Caption": {"/Table", "/Figure", "/L"},
}
HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")
OTHERS = {"/Document", "/Part", "/Art", "/Sect", "/Div", "/BlockQuote", "/P", "/Span", "/Link", "/Figure", "/NonStruct"}
SHOWS = {b"Tj", b"TJ", b"'", b'"', b"Do", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh"}


@dataclass(eq=False)
class Element:
    """An element of the tree of tags. `marked` are its own contents: page, rank."""

    kind: str
    of: Any
    parent: Element | None
    children: list[Element] = field(default_factory=list)
    marked: list[tuple[int, int]] = field(default_factory=list)
    links: list[Any] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """It and all that is below it, in the order of reading."""
        yield self
        for child in self.children:
            yield from child.walk()

    def within(self, *kinds: str) -> bool:
        """Whether it is, or is below, an element of these kinds."""
        return self.kind in kinds or (self.parent is not None and self.parent.within(*kinds))


@dataclass
class Mark:
    """A piece of marked content: its page, its rank (None: an artifact), and how far down the page its text is."""

    page: int
    rank: int | None
    depths: list[float] = field(default_factory=list)


class Tagged:
    """A PDF and its tags."""

    def __init__(self, reader: PdfReader) -> None:
        self.reader = reader
        self.catalog = reader.trailer["/Root"]
        self._pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}
        root = self.catalog["/StructTreeRoot"]
        self.document = self._element(root["/K"][0], None)
        self.faults: list[str] = []
        self.marks = [mark for number in range(len(reader.pages)) for mark in self._marks(number)]
        self.owner = {place: each for each in self.document.walk() for place in each.marked}

    def elements(self, *kinds: str) -> list[Element]:
        """The elements of these kinds, in the order of reading."""
        return [each for each in self.document.walk() if each.kind in kinds]

    def check(self) -> list[str]:
        """What PDF/UA-1 (ISO 14289-1) forbids and this file does."""
        return [*self.faults, *self._of_the_file(), *self._of_the_tree(), *self._of_headings(), *self._of_content()]

    def last(self, page: int) -> Element | None:
        """The element of the lowest content of a page, running heads aside."""
        real = [mark for mark in self.marks if mark.page == page and mark.rank is not None and mark.depths]
        lowest = max(real, key=lambda mark: max(mark.depths), default=None)
        return self.owner[page, lowest.rank] if lowest and lowest.rank is not None else None

    def _element(self, node: Any, parent: Element | None) -> Element:
        node = node.get_object()
        made = Element(node["/S"], node, parent)
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            found = kid.get_object()
            if isinstance(found, int):
                made.marked.append((self._pages[node.raw_get("/Pg").idnum], int(found)))
            elif found.get("/Type") == "/OBJR":
                made.links.append(found["/Obj"])
            else:
                made.children.append(self._element(found, made))
        return made

    def _marks(self, number: int) -> Iterator[Mark]:
        page = self.reader.pages[number]
        open_marks: list[Mark] = []
        for operands, operator in ContentStream(page["/Contents"].get_object(), self.reader).operations:
            if operator in (b"BMC", b"BDC"):
                artifact = operands[0] == "/Artifact"
                mark = Mark(number, None if artifact else int(operands[1]["/MCID"]))
                if any(each.rank is None != artifact for each in open_marks):
                    self.faults.append(f"page {number + 1} : artefact et contenu mêlés")
                open_marks.append(mark)
                yield mark
            elif operator == b"EMC":
                open_marks.pop()
            elif operator == b"Tm" and open_marks:
                open_marks[-1].depths.append(float(operands[5]))
            elif operator in SHOWS and not open_marks:
                self.faults.append(f"page {number + 1} : {operator!r} hors de toute balise")

    def _of_the_file(self) -> Iterator[str]:
        catalog, reader = self.catalog, self.reader
        if not catalog.get("/Lang"):
            yield "sans langue"
        if not catalog.get("/MarkInfo", {}).get("/Marked"):
            yield "sans MarkInfo"
        if not catalog.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
            yield "le titre n’est pas montré"
        metadata = catalog["/Metadata"].get_data().decode()
        if not reader.metadata or not reader.metadata.title or "<dc:title>" not in metadata:
            yield "sans titre"
        if 'pdfuaid:part="1"' not in metadata and "<pdfuaid:part>1<" not in metadata:
            yield "sans pdfuaid"
        for number, page in enumerate(reader.pages, 1):
            if page.get("/Tabs") != "/S":
                yield f"page {number} : l’ordre des tabulations n’est pas celui des balises"

    def _of_the_tree(self) -> Iterator[str]:
        for each in self.document.walk():
            above = each.parent.kind if each.parent else None
            if not any(each.kind in known for known in (OTHERS, HEADINGS, ABOVE, BELOW)):
                yield f"{each.kind} n’est pas une balise connue"
            if each.kind in ABOVE and above not in ABOVE[each.kind]:
                yield f"{each.kind} dans {above}"
            if above in BELOW and each.kind not in BELOW[above]:
                yield f"{above} contient {each.kind}"
            if each.parent and each.of.raw_get("/P").get_object() is not each.parent.of:
                yield f"{each.kind} renvoie à un autre parent que {above}"
            if each.kind == "/TH" and each.of.get("/A", {}).get("/Scope") not in ("/Row", "/Column"):
                yield "TH sans Scope"
            if each.kind == "/Figure" and not (each.of.get("/Alt") and each.of.get("/A", {}).get("/BBox")):
                yield "Figure sans texte de remplacement"
            if each.kind == "/Link" and not each.links:
                yield "Link sans lien"
            if each.kind == "/Table" and len({self._width(row) for row in each.walk() if row.kind == "/TR"}) > 1:
                yield "Table de lignes inégales"
        names = [each.of["/ID"] for each in self.document.walk() if "/ID" in each.of]
        if len(names) != len(set(names)):
            yield "deux éléments du même nom"

    @staticmethod
    def _width(row: Element) -> int:
        return sum(int(cell.of.get("/A", {}).get("/ColSpan", 1)) for cell in row.children)

    def _of_headings(self) -> Iterator[str]:
        rank = 0
        for each in self.elements(*HEADINGS):
            if int(each.kind[2]) > rank + 1:
                yield f"{each.kind} après H{rank}"
            rank = int(each.kind[2])

    def _of_content(self) -> Iterator[str]:
        numbers = self.catalog["/StructTreeRoot"]["/ParentTree"]["/Nums"]
        parents = {int(key): value.get_object() for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
        claimed = [place for each in self.document.walk() for place in each.marked]
        drawn = [(mark.page, mark.rank) for mark in self.marks if mark.rank is not None]
        if sorted(claimed) != sorted(drawn):
            yield f"{sorted(set(claimed) ^ set(drawn))} : marqué d’un côté seulement"
        for number, rank in drawn:
            owner = self.owner.get((number, rank))
            if owner and parents[number][rank].get_object() is not owner.of:
                yield f"page {number + 1}, {rank} : un autre parent"
        linked = {id(link): each for each in self.document.walk() for link in each.links}
        for number, page in enumerate(self.reader.pages, 1):
            for annotation in (each.get_object() for each in page.get("/Annots", [])):
                owner = linked.get(id(annotation))
                if owner is None or parents[annotation["/StructParent"]] is not owner.of:
                    yield f"page {number} : un lien hors des balises"
                if not annotation.get("/Contents"):
                    yield f"page {number} : un lien sans description"
