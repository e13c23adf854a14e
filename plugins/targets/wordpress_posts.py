"""What a WordPress holds of ours: one listing of what our account wrote, and posts as far as it may read them.

Facts measured on WordPress 6.1 and 6.7: a list with `context=edit` leaves out, without a word, the posts that the
account may not change (a contributor's once they are public), and still counts them in `X-WP-Total`; `search` is often
another engine's (Relevanssi, ElasticPress), which may find nothing; a post that someone else signs answers 403 to
`context=edit`, and is read as visitors read it when it is public.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from html import unescape
from urllib.parse import parse_qs, urlsplit

from plugins.common.untyped import Json, JsonObject
from plugins.targets.api_client import ApiClient
from plugins.targets.errors import Refused, RelayError, Uncertain
from plugins.targets.target import Access, BlogPost, with_copies
from plugins.targets.texts import carries, relay_marks

API = "/wp-json/wp/v2"
EVERY_STATUS = "publish,future,draft,pending,private,trash"
STATUSES = {"publish": "published", "future": "scheduled", "draft": "draft", "pending": "pending", "trash": "trash"}
FIELDS = "id,link,status,title,content,excerpt,modified_gmt,slug,featured_media,categories,author,meta"
A_PAGE = 100  # the most posts that WordPress gives at once
PAGES = 200  # a blog that gives pages without end is left
MARK = "lire-la-suite cx-"  # what the class of each of our last paragraphs begins with
OUT_OF_PAGES = "rest_post_invalid_page_number"


class BlogPosts:
    """The posts of one blog, for one account: `me` is its number (0: the blog does not say it)."""

    def __init__(self, http: ApiClient) -> None:
        self._http = http
        self.me = 0
        self._ours: dict[int, JsonObject] | None = None
        self._others: dict[str, set[str]] | None = None  # id → keys, of the posts that others sign
        self._names: dict[int, str] = {}
        self._held: dict[str, Mapping[str, Json]] = {}

    # --- our posts, by their mark -----------------------------------------------------------------------

    def find(self, key: str, fresh: bool) -> list[BlogPost]:
        """The posts that carry a key, lowest number first, from the listing of this run; `fresh`: as they are now."""
        if self._ours is None:
            read = self._ours = self._all_ours()
        else:
            read = self._newest(self._ours) if fresh else self._ours
            self._ours |= read
        ids = [id for id, row in self._ours.items() if meta(row, "tribune_relay") == key or carries(_text(row), key)]
        found = [self.post_of(read[id]) if id in read else self.get(str(id)) for id in sorted(ids)]
        if not found:
            found = [self.get(id) for id in self._signed_by_others(key)]
        return with_copies([remote for remote in found if remote is not None])

    def _all_ours(self) -> dict[int, JsonObject]:
        wanted = {"author": self.me} if self.me else {}
        rows, hidden = self._rows({**wanted, "context": "edit", "order": "asc"})
        if hidden and self.me:  # ours, but no more ours to change: read as visitors do
            rows = {**self._rows({**wanted, "context": "view", "order": "asc"})[0], **rows}
        return rows

    def _newest(self, known: Mapping[int, JsonObject]) -> dict[int, JsonObject]:
        """What came since the listing: whatever is new has a higher number than what was known."""
        wanted = {"author": self.me} if self.me else {}
        return self._rows({**wanted, "context": "edit", "order": "desc"}, until=max(known, default=0))[0]

    def _signed_by_others(self, key: str) -> list[str]:
        """A help where the ledger remembers no number: the blog's search, once a run, for whatever has our mark."""
        if self._others is None:
            wanted: JsonObject = {"search": MARK, "context": "view", "order": "asc"}
            rows = self._rows(wanted | ({"author_exclude": self.me} if self.me else {}))[0]
            self._others = {str(id): relay_marks(_text(row)) for id, row in rows.items()}
        return [id for id, keys in self._others.items() if key in keys]

    def _rows(self, wanted: JsonObject, until: int = 0) -> tuple[dict[int, JsonObject], int]:
        """The posts that a question gives, page after page, and how many more it counted; `until` a known number."""
        rows: dict[int, JsonObject] = {}
        asked = {"status": EVERY_STATUS, "per_page": A_PAGE, "orderby": "id", "_fields": FIELDS, **wanted}
        for number in range(1, PAGES + 1):
            try:
                answer = self._http.read(f"{API}/posts", {**asked, "page": number})
            except Refused as error:
                if error.code == OUT_OF_PAGES:
                    return rows, 0
                raise
            page = {row["id"]: row for row in answer.rows()}
            rows |= page
            pages = answer.headers.get("x-wp-totalpages", "")
            last = number >= int(pages) if pages.isdigit() else len(page) < A_PAGE
            if last or (until and min(page, default=0) <= until):
                total = answer.headers.get("x-wp-total", "")
                return rows, int(total) - len(rows) if total.isdigit() else 0
        raise RelayError(f"ce blog donne plus de {PAGES * A_PAGE} billets de notre compte : demandez-en un à part")

    # --- one post ---------------------------------------------------------------------------------------

    def get(self, id: str) -> BlogPost | None:
        """One post, as it is kept, else as visitors read it, else known to be there; None when it is gone for good."""
        try:
            return self.post_of(self._read(id, "edit"))
        except Refused as error:
            if error.status == 404:
                return None
            if error.status != 403:
                raise
        try:
            return self.post_of(self._read(id, "view"))
        except Refused as error:
            if error.status == 404:
                return None
            if error.status not in (401, 403):
                raise
        return BlogPost(id, "", "closed", "", "", "", edit_url=self._edit_url(id), access="none")

    def _read(self, id: str, context: str) -> Mapping[str, Json]:
        data: Mapping[str, Json] = self._http.read(f"{API}/posts/{id}", {"context": context, "_fields": FIELDS}).data
        return data

    def held(self, id: str) -> Mapping[str, Json]:
        """The fields of a post as they were last read in this run, empty when they were not."""
        return self._held.get(id, {})

    def named(self, address: str) -> BlogPost | None:
        """The post that a person names, by its number or its address."""
        number = address if address.isdigit() else parse_qs(urlsplit(address).query).get("p", [""])[0]
        if number.isdigit():
            return self.get(number)
        slug = urlsplit(address).path.rstrip("/").rpartition("/")[2]
        for context in ("edit", "view") if slug else ():
            for id, row in self._rows({"slug": slug, "context": context, "order": "asc"})[0].items():
                if row["link"] == address or row["slug"] == slug:
                    return self.get(str(id))
        return None

    def post_of(self, data: Mapping[str, Json]) -> BlogPost:
        """A post of the API: as it is kept when it says so (`raw`), else as it is shown."""
        kept = "raw" in data["title"]
        protected = bool(data["content"].get("protected"))
        access: Access = "edit" if kept else "none" if protected else "view"
        author = data.get("author") or 0
        self._held[str(data["id"])] = data
        return BlogPost(
            id=str(data["id"]),
            url=data.get("link", ""),
            status=STATUSES.get(data["status"], "private"),  # type: ignore[arg-type]
            title=unescape(data["title"]["raw" if kept else "rendered"]),
            content=_text(data),
            version=_version(data) if kept else "",
            slug=data.get("slug", "").removesuffix("__trashed"),
            edit_url=self._edit_url(data["id"]),
            picture=str(data.get("featured_media") or ""),
            category=tuple(str(term) for term in data.get("categories", ())),
            access=access,
            signed=self.user_name(author) if self.me and author not in (0, self.me) else "",
            protected=protected,
        )

    def _edit_url(self, id: Json) -> str:
        return f"{self._http.base}/wp-admin/post.php?post={id}&action=edit"

    def user_name(self, id: int) -> str:
        """The name of an account of the blog, asked for once."""
        if id not in self._names:
            try:
                self._names[id] = self._http.read(f"{API}/users/{id}", {"_fields": "name"}).data["name"]
            except (Refused, Uncertain):  # whoever has published nothing is named to administrators only
                self._names[id] = f"le compte n° {id}"
        return self._names[id]

    def last_editor(self, id: str) -> tuple[str, str] | None:
        """Who other than us made the last revision of a post, and when (ISO 8601)."""
        parameters = {"per_page": 20, "_fields": "author,author_name,modified_gmt"}
        revisions = self._http.read(f"{API}/posts/{id}/revisions", parameters).rows()
        for revision in sorted(revisions, key=lambda each: each["modified_gmt"], reverse=True):
            if revision["author"] != self.me:
                return revision.get("author_name") or self.user_name(revision["author"]), revision["modified_gmt"] + "Z"
        return None


def meta(data: Mapping[str, Json], name: str) -> str:
    """A datum of a post that our plugin keeps, empty without it."""
    given = data.get("meta")
    return str(given.get(name, "")) if isinstance(given, dict) else ""


def _text(data: Mapping[str, Json]) -> str:
    content = data["content"]
    text: str = content["raw"] if "raw" in content else content["rendered"]
    return text


def _version(data: Mapping[str, Json]) -> str:
    """The text as the database has it: the base of our plugin's optimistic lock."""
    return hashlib.sha256(f"{data['title']['raw']}\0{data['content']['raw']}".encode()).hexdigest()
