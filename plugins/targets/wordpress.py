"""A client's WordPress by its REST API, with an application password; least role: author.

Facts this relies on were measured on WordPress 6.1: a class on a paragraph survives the filter of every role and is
found by `search`; `status=any` leaves the trash out; an unknown category or picture is dropped without a word; a slug
already taken becomes `slug-2` without a word; hence every answer is compared with what was sent.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
from collections.abc import Iterator, Mapping
from html import escape, unescape
from urllib.parse import parse_qs, urlsplit

from plugins.common.untyped import Json, JsonObject
from plugins.model.client import RelayTarget
from plugins.targets.api_client import DEADLINE, ApiClient, reads_answers
from plugins.targets.errors import Busy, Refused, RelayError, Uncertain
from plugins.targets.gutenberg import gutenberg
from plugins.targets.target import (
    ALTERED,
    TERMS_A_PAGE,
    Account,
    AlreadyThere,
    BlogPost,
    Moved,
    Picture,
    Post,
    carries,
    find_term,
    page_state,
    register,
    right_to_publish,
    same_text,
    secret,
)

API = "/wp-json/wp/v2"
PLUGIN_HEADER = "X-Tribune-Relais"  # our plugin says that it is there
EVERY_STATUS = "publish,future,draft,pending,private,trash"
STATUSES = {"publish": "published", "future": "scheduled", "draft": "draft", "pending": "pending", "trash": "trash"}
SENT_STATUSES = {"published": "publish", "draft": "draft"}
FIELDS = "id,link,status,title,content,modified_gmt,slug,featured_media,categories,author"
LOCK_HEADER = "X-Tribune-Base"
PLACED = frozenset(("title", "content", "status"))


@reads_answers
class WordPress:
    """One blog. The account's rights are read once, by `preflight`."""

    supports_canonical = False
    trash_label = "à la corbeille"

    def __init__(self, transport: ApiClient, credentials: tuple[str, str] | None = None) -> None:
        self._http, self._credentials = transport, credentials
        self._account: Account | None = None
        self._id = 0
        self._categories: dict[str, int | None] = {}

    # --- who we are there -------------------------------------------------------------------------------

    def preflight(self) -> Account:
        try:
            answer = self._http.read(f"{API}/users/me", {"context": "edit", "_fields": "id,name,roles,capabilities"})
        except Refused as error:
            raise self._no_entry(error) from None
        rights = answer.data.get("capabilities", {})
        self._id = answer.data["id"]
        self._account = Account(
            name=answer.data["name"],
            roles=tuple(answer.data.get("roles", ())),
            can_publish=bool(rights.get("publish_posts")),
            can_edit_published=bool(rights.get("edit_published_posts")),
            can_upload=bool(rights.get("upload_files")),
            skew=answer.skew,
            plugin=PLUGIN_HEADER in answer.headers,
        )
        self.supports_canonical = self._account.plugin
        return self._account

    def _no_entry(self, error: Refused) -> RelayError:
        if error.status == 401:
            return RelayError(
                "identification refusée : mot de passe d’application faux ou révoqué, compte inconnu, "
                "ou hébergeur qui retire l’en-tête Authorization"
            )
        if error.status == 404:
            return RelayError(
                "pas d’API WordPress à cette adresse : vérifiez « url », et que /wp-json/ n’est pas fermé"
            )
        return error

    def check(self, post: Post) -> list[str]:
        account = self._account or self.preflight()
        faults = right_to_publish(account, post)
        if post.category and self._category(post.category) is None:
            faults.append(f"catégorie « {post.category} » inconnue sur ce blog : demandez au client de la créer")
        return faults

    def _category(self, name: str) -> int | None:
        if name not in self._categories:
            asked = {"per_page": TERMS_A_PAGE, "_fields": "id,name,slug"}
            self._categories[name] = find_term(
                name, lambda page: self._http.read(f"{API}/categories", {**asked, "page": page}).rows()
            )
        return self._categories[name]

    # --- reading ----------------------------------------------------------------------------------------

    def render(self, post: Post) -> tuple[str, str]:
        return post.title, gutenberg(post)

    def find(self, key: str) -> list[BlogPost]:
        found = self._list({"search": key})
        if self._account and self._account.plugin:
            found |= self._list({"tribune_relay": key})
        # `search` looks for the letters anywhere: another post may quote them.
        kept = {id: remote for id, (remote, stored) in found.items() if stored == key or carries(remote.content, key)}
        return [kept[id] for id in sorted(kept)]

    def _list(self, wanted: JsonObject) -> dict[int, tuple[BlogPost, str]]:
        parameters = {
            **wanted,
            "status": EVERY_STATUS,
            "context": "edit",
            "per_page": 100,
            "orderby": "id",
            "order": "asc",
            "_fields": f"{FIELDS},meta",
        }
        posts = self._http.read(f"{API}/posts", parameters).rows()
        return {post["id"]: (self._remote(post), _meta(post, "tribune_relay")) for post in posts}

    def get(self, id: str) -> BlogPost | None:
        try:
            return self._remote(self._http.read(f"{API}/posts/{id}", {"context": "edit", "_fields": FIELDS}).data)
        except Refused as error:
            if error.status == 404:
                return None
            raise

    def _remote(self, data: Mapping[str, Json]) -> BlogPost:
        return BlogPost(
            id=str(data["id"]),
            url=data.get("link", ""),
            status=STATUSES.get(data["status"], "private"),  # type: ignore[arg-type]
            title=unescape(data["title"]["raw"]),
            content=data["content"]["raw"],
            version=_version(data),
            slug=data.get("slug", "").removesuffix("__trashed"),
            edit_url=f"{self._http.base}/wp-admin/post.php?post={data['id']}&action=edit",
            picture=str(data.get("featured_media") or ""),
            category=tuple(str(term) for term in data.get("categories", ())),
        )

    def editor(self, id: str) -> tuple[str, str] | None:
        try:
            return self._last_person(id)
        except (Refused, Uncertain):
            return None

    def _last_person(self, id: str) -> tuple[str, str] | None:
        parameters = {"per_page": 20, "_fields": "author,author_name,modified_gmt"}
        revisions = self._http.read(f"{API}/posts/{id}/revisions", parameters).rows()
        for revision in sorted(revisions, key=lambda each: each["modified_gmt"], reverse=True):
            if revision["author"] != self._id:
                name = revision.get("author_name") or self._user_name(revision["author"])
                return name, revision["modified_gmt"] + "Z"
        return None

    def _user_name(self, id: int) -> str:
        try:
            name: str = self._http.read(f"{API}/users/{id}", {"_fields": "name"}).data["name"]
            return name
        except (Refused, Uncertain):  # whoever has published nothing is named to administrators only
            return f"le compte n° {id}"

    def public_state(self, remote: BlogPost, key: str) -> str:
        return page_state(self._http.page, remote.url, key)

    # --- writing ----------------------------------------------------------------------------------------

    def create(self, post: Post, picture: str | None) -> BlogPost:
        title, content = self.render(post)
        body: JsonObject = {
            "title": escape(title, quote=False),
            "content": content,
            "status": SENT_STATUSES[post.status],
            "slug": post.slug,
        }
        if post.category:
            body["categories"] = [self._category(post.category)]
        if picture:
            body["featured_media"] = int(picture)
        if self._account and self._account.plugin:
            body["meta"] = self._metadata(post)
        try:
            answer = self._http.write("POST", f"{API}/posts", body, parameters={"context": "edit"})
        except Refused as error:
            if error.code == "tribune_exists" and error.data.get("post_id"):
                raise AlreadyThere(str(error.data["post_id"])) from None
            raise
        return self._compared(answer.data, body)

    def update(self, id: str, post: Post, fields: frozenset[str], version: str, picture: str | None = None) -> BlogPost:
        title, content = self.render(post)
        values = {"title": escape(title, quote=False), "content": content, "status": SENT_STATUSES[post.status]}
        body: JsonObject = {name: values[name] for name in sorted(fields & PLACED)}
        if "picture" in fields and picture:
            body["featured_media"] = int(picture)
        if self._account and self._account.plugin:
            body["meta"] = self._metadata(post)
        try:
            answer = self._http.write(
                "POST", f"{API}/posts/{id}", body, parameters={"context": "edit"}, headers={LOCK_HEADER: version}
            )
        except Refused as error:
            if error.code == "tribune_moved":
                raise Moved("le billet vient de changer chez le client : rien n’a été écrit") from None
            if error.status == 403:
                raise RelayError(f"le compte n’a pas le droit de modifier le billet {id} : {error.code}") from None
            raise
        return self._compared(answer.data, body)

    def _metadata(self, post: Post) -> dict[str, str]:
        return {
            "tribune_relay": post.key,
            "tribune_canonical": post.canonical or "",
            "tribune_robots": post.robots or "",
        }

    def _compared(self, data: Mapping[str, Json], body: Mapping[str, Json]) -> BlogPost:
        """The post that was written, with a note for each field that is not what was sent."""
        remote = self._remote(data)
        notes = []
        if "status" in body and data["status"] != body["status"]:
            notes.append(f"état demandé « {body['status']} », obtenu « {data['status']} »")
        sent = (unescape(body.get("title", data["title"]["raw"])), body.get("content", data["content"]["raw"]))
        if not same_text(sent, (remote.title, remote.content)):
            notes.append(ALTERED)
        if body.get("slug") and remote.slug != body["slug"]:
            notes.append(f"adresse « {body['slug']} » déjà prise ou refusée : « {remote.slug or 'aucune'} »")
        if body.get("categories") and data.get("categories") != body["categories"]:
            notes.append("catégorie non retenue")
        if body.get("featured_media") and data.get("featured_media") != body["featured_media"]:
            notes.append("illustration non retenue")
        for name, value in body.get("meta", {}).items():
            if value and _meta(data, name) != value:
                notes.append(f"donnée « {name} » non retenue")
        return remote.with_notes(*notes)

    def withdraw(self, id: str) -> BlogPost:
        try:
            answer = self._http.write("DELETE", f"{API}/posts/{id}")
        except Refused as error:
            if error.status != 410:  # already in the trash
                raise
            found = self.get(id)
            if found is None:
                raise
            return found
        return self._remote(self._raw(answer.data, id))

    def _raw(self, data: Mapping[str, Json], id: str) -> Mapping[str, Json]:
        if "raw" in data.get("title", {}):
            return data
        read: Mapping[str, Json] = self._http.read(f"{API}/posts/{id}", {"context": "edit", "_fields": FIELDS}).data
        return read

    def restore(self, id: str, status: str) -> BlogPost:
        body = {"status": SENT_STATUSES.get(status, "draft")}
        answer = self._http.write("POST", f"{API}/posts/{id}", body, parameters={"context": "edit"})
        return self._compared(answer.data, body)

    def delete_own_copy(self, id: str) -> None:
        self.withdraw(id)

    def upload_image(self, picture: Picture) -> str:
        name = picture.name
        found = self._http.read(f"{API}/media", {"slug": name, "context": "edit", "_fields": "id"}).rows()
        if found:
            return str(min(each["id"] for each in found))
        kind = mimetypes.guess_type(picture.path.name)[0] or "application/octet-stream"
        # Plain ASCII: the form `filename*=` is refused with 400.
        headers = {
            "Content-Type": kind,
            "Content-Disposition": f'attachment; filename="{name}{picture.path.suffix.lower()}"',
        }
        answer = self._http.write("POST", f"{API}/media", content=picture.path.read_bytes(), headers=headers)
        id = str(answer.data["id"])
        self._http.write("POST", f"{API}/media/{id}", {"slug": name, "alt_text": picture.alt, "title": picture.alt})
        return id

    def locate(self, address: str) -> BlogPost | None:
        if address.isdigit():
            return self.get(address)
        parts = urlsplit(address)
        number = parse_qs(parts.query).get("p", [""])[0]
        if number.isdigit():
            return self.get(number)
        slug = parts.path.rstrip("/").rpartition("/")[2]
        found = self._list({"slug": slug}) if slug else {}
        return next((remote for remote, _ in found.values() if remote.url == address or remote.slug == slug), None)

    def advise(self, relay: RelayTarget) -> Iterator[tuple[bool, str]]:
        if self._account and self._account.plugin:
            yield True, "extension tribune-relais présente : clé unique, verrou, adresse de référence"
        elif relay.canonical or relay.robots:
            yield False, "« canonical » et « robots » demandent l’extension tribune-relais"
        else:
            yield (
                True,
                "sans l’extension tribune-relais : une requête en retard peut doubler un billet jusqu’au plan suivant",
            )

    def diagnose(self) -> str:
        """XML-RPC carries the password in its body: accepted there, it is the header that gets lost."""
        if self._credentials is None:
            return ""
        values = "".join(f"<param><value><string>{escape(each)}</string></value></param>" for each in self._credentials)
        call = f"<methodCall><methodName>wp.getUsersBlogs</methodName><params>{values}</params></methodCall>"
        try:
            answer = self._http.text("/xmlrpc.php", call.encode(), "text/xml")
        except RelayError:
            return ""
        if "<name>blogid</name>" in answer:
            return "le mot de passe est bon, mais l’hébergeur retire l’en-tête Authorization : voyez docs/relais.md"
        return (
            "le mot de passe est refusé aussi par XML-RPC : demandez-en un nouveau au client"
            if "<fault>" in answer
            else ""
        )

    def wait(self, busy: Busy) -> bool:
        return self._http.wait(busy)

    def close(self) -> None:
        self._http.close()


def _meta(data: Mapping[str, Json], name: str) -> str:
    meta = data.get("meta")
    return str(meta.get(name, "")) if isinstance(meta, dict) else ""


def _version(data: Mapping[str, Json]) -> str:
    """The text as the database has it: the base of our plugin's optimistic lock."""
    return hashlib.sha256(f"{data['title']['raw']}\0{data['content']['raw']}".encode()).hexdigest()


def wordpress(relay: RelayTarget, environment: Mapping[str, str], deadline: float = DEADLINE) -> WordPress:
    """The target of a client whose `relay` says `kind: wordpress`; `deadline` in seconds for each exchange."""
    password = secret(relay.secret_env, environment)
    if not relay.account:
        raise RelayError("compte absent : ajoutez « account » au relais de ce client")
    token = base64.b64encode(f"{relay.account}:{password}".encode()).decode()
    headers = {"Authorization": f"Basic {token}"}
    secrets = (password, password.replace(" ", ""), token)
    transport = ApiClient(str(relay.url), lambda: headers, secrets=secrets, deadline=deadline)
    return WordPress(transport, (relay.account, password))


register("wordpress", wordpress)
