"""A client's Ghost by its Admin API: a staff member's access token (least role: author) or a custom integration's key.

Facts this relies on were measured on Ghost 6.65. HTML comes back as it was sent, but for white space, inside an HTML
card only. No field of a post is unique but its slug, which becomes `slug-2` without a word. An unknown tag is created
without a word. `updated_at` is asked for at each update and a stale one refused (409), to the second. DELETE is final:
a post that we take off becomes a draft with a mark of ours. An author writes nothing without naming itself as author.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import quote, urlsplit

from plugins.common.untyped import Json, JsonObject
from plugins.model.client import RelayTarget
from plugins.targets.api_client import DEADLINE, ApiClient, reads_answers
from plugins.targets.errors import Busy, Refused, RelayError, Uncertain
from plugins.targets.ghost_api import TOKEN_LIFE, form, ghost_client, quoted
from plugins.targets.target import (
    ALTERED,
    TERMS_A_PAGE,
    Account,
    BlogPost,
    Moved,
    Picture,
    Post,
    find_term,
    page_state,
    register,
    right_to_publish,
    secret,
    with_copies,
)
from plugins.targets.texts import carries, same_form, text_digest

API = "/ghost/api/admin"
WHOLE = {"formats": "html", "include": "tags,authors"}
CARD = "<!--kg-card-begin: html-->\n{}\n<!--kg-card-end: html-->"
# An internal tag: neither pages nor feeds show it. A draft that has it was taken off, and did not wait to be published.
RETIRED = "#tribune-retire"
STATUSES = {"published": "published", "scheduled": "scheduled", "draft": "draft"}
PUBLISHERS = frozenset(("owner", "administrator", "super editor", "editor", "author"))
INTEGRATION = "intégration"
A_PAGE = 100  # the most posts that Ghost gives at once
TITLE_LENGTH, ALT_LENGTH = 255, 191  # characters; a longer one is refused (422)
MOVED = "le billet vient de changer chez le client : rien n’a été écrit"
_ROBOTS = re.compile(r'\s*<meta name="robots" content="[^"]*" data-tribune>')


@reads_answers
class Ghost:
    """One blog. Who we are there is read once, by `preflight`."""

    supports_canonical = True
    trash_label = "parmi les brouillons"

    def __init__(self, transport: ApiClient) -> None:
        self._http = transport
        self._account: Account | None = None
        self._id = ""  # empty for an integration, which is no person
        self._tags: dict[str, str | None] = {}
        self._marked: list[JsonObject] | None = None  # the posts with a mark of ours, listed once

    # --- who we are there -------------------------------------------------------------------------------

    def preflight(self) -> Account:
        try:
            answer = self._http.read(f"{API}/users/me/", {"include": "roles"})
        except Refused as error:
            if (error.status, error.code) != (404, "NotFoundError"):
                raise self._no_entry(error) from None
            self._account = self._integration()
            return self._account
        person = answer.data["users"][0]
        roles = tuple(role["name"].lower() for role in person.get("roles", ()))
        may = bool(PUBLISHERS & set(roles))
        self._id = person["id"]
        self._account = Account(person["name"], roles, may, may, can_upload=True, skew=answer.skew)
        return self._account

    def _integration(self) -> Account:
        """Our key is known and belongs to no person: an integration, which may write everything."""
        answer = self._http.read(f"{API}/site/")
        return Account(answer.data["site"]["title"], (INTEGRATION,), True, True, can_upload=True, skew=answer.skew)

    def _no_entry(self, error: Refused) -> RelayError:
        if error.code == "UNKNOWN_ADMIN_API_KEY":
            return RelayError("identification refusée : clé révoquée, ou d’un autre blog")
        if error.status == 401:
            skew = self._http.read(f"{API}/site/").skew
            if abs(skew) > TOKEN_LIFE:
                return RelayError(f"identification refusée : notre horloge s’écarte de {skew:+.0f} s de celle du blog")
            return RelayError("identification refusée : clé fausse ou incomplète")
        if error.status == 403:
            return RelayError("identification refusée : un intermédiaire retire l’en-tête Authorization")
        if error.status in (404, 406):
            return RelayError(
                "pas d’API Ghost à cette adresse : vérifiez « url », celle de l’administration sans /ghost"
            )
        return error

    def check(self, post: Post) -> list[str]:
        account = self._account or self.preflight()
        faults = right_to_publish(account, post)
        if post.category and self._tag(post.category) is None:
            faults.append(f"étiquette « {post.category} » inconnue sur ce blog : demandez au client de la créer")
        if len(post.title) > TITLE_LENGTH:
            faults.append(f"titre de {len(post.title)} caractères : Ghost en accepte {TITLE_LENGTH}")
        if post.picture and len(post.picture.alt) > ALT_LENGTH:
            faults.append(f"« image_alt » de {len(post.picture.alt)} caractères : Ghost en accepte {ALT_LENGTH}")
        return faults

    def _tag(self, name: str) -> str | None:
        if name not in self._tags:
            asked = {"filter": "visibility:public", "limit": TERMS_A_PAGE, "order": "id asc"}
            self._tags[name] = find_term(
                name, lambda page: self._http.read(f"{API}/tags/", {**asked, "page": page}).rows("tags")
            )
        return self._tags[name]

    # --- reading ----------------------------------------------------------------------------------------

    def render(self, post: Post) -> tuple[str, str]:
        return post.title, CARD.format(f"{post.excerpt}\n{post.closing[1]}")

    def find(self, key: str, *, fresh: bool = True) -> list[BlogPost]:
        # The tag outlives a text written anew, the class in the text a tag taken away; drafts are found like the rest.
        if self._marked is None:
            self._marked = list(self._pages(f"tags.name:~^{quoted(_mark('cx-'))},html:~{quoted('lire-la-suite cx-')}"))
            fresh = False
        asked = f"tags.name:{quoted(_mark(key))},html:~{quoted(key)}"
        posts = self._list(asked, A_PAGE) if fresh else self._marked
        kept = [post for post in posts if _mark(key) in _names(post) or carries(post.get("html") or "", key)]
        return with_copies(sorted(map(self._remote, kept), key=lambda remote: remote.id))

    def _list(self, asked: str, limit: int) -> list[JsonObject]:
        return self._http.read(f"{API}/posts/", {**WHOLE, "filter": asked, "limit": limit}).rows("posts")

    def _pages(self, asked: str) -> Iterator[JsonObject]:
        """All the posts that a filter gives."""
        for number in itertools.count(1):
            parameters = {**WHOLE, "filter": asked, "limit": A_PAGE, "page": number, "order": "id asc"}
            answer = self._http.read(f"{API}/posts/", parameters)
            yield from answer.rows("posts")
            if number >= answer.data["meta"]["pagination"]["pages"]:
                return

    def get(self, id: str) -> BlogPost | None:
        data = self._data(id)
        return self._remote(data) if data else None

    def _data(self, id: str) -> JsonObject | None:
        try:
            found: JsonObject = self._http.read(f"{API}/posts/{quote(id, safe='')}/", WHOLE).data["posts"][0]
            return found
        except Refused as error:
            if error.status == 404:
                return None
            raise

    def _remote(self, data: Mapping[str, Json]) -> BlogPost:
        away = data["status"] == "draft" and RETIRED in _names(data)
        authors = data.get("authors") or ()
        signed = authors[0]["name"] if self._id and authors and self._id not in {each["id"] for each in authors} else ""
        return BlogPost(
            id=data["id"],
            url=data.get("url", ""),
            status="trash" if away else STATUSES.get(data["status"], "private"),  # type: ignore[arg-type]
            title=data["title"],
            content=data.get("html") or "",
            # Two edits within a second have one date: the text tells them apart.
            version=f"{data['updated_at']} {text_digest(data['title'], data.get('html') or '')}",
            slug=data.get("slug", ""),
            edit_url=f"{self._http.base}/ghost/#/editor/post/{data['id']}",
            picture=data.get("feature_image") or "",
            category=tuple(tag["id"] for tag in data.get("tags", ()) if tag["visibility"] == "public"),
            access="view" if self._only_reads(data, signed) else "edit",
            signed=signed,
        )

    def _only_reads(self, data: Mapping[str, Json], signed: str) -> bool:
        """An author changes what it signs; a contributor, as long as it is a draft."""
        roles = set(self._account.roles) if self._account else set()
        if not roles or roles - {"author", "contributor"}:
            return False
        return bool(signed) or ("contributor" in roles and data["status"] != "draft")

    def editor(self, id: str) -> tuple[str, str] | None:
        try:
            return self._last_person(id) if self._id else self._last_actor(id)
        except (Refused, Uncertain):
            return None

    def _last_person(self, id: str) -> tuple[str, str] | None:
        """From the revisions of the post, which each account may read."""
        parameters = {"include": "post_revisions,post_revisions.author", "fields": "id"}
        revisions = self._http.read(f"{API}/posts/{id}/", parameters).data["posts"][0].get("post_revisions", ())
        for revision in sorted(revisions, key=lambda each: each["created_at"], reverse=True):
            author = revision.get("author") or {}
            if author.get("id") != self._id:
                return author.get("name") or "un compte supprimé", revision["created_at"]
        return None

    def _last_actor(self, id: str) -> tuple[str, str] | None:
        """From the log: revisions say that what an integration writes is the owner's."""
        asked = {"filter": f"resource_id:{quoted(id)}", "include": "actor", "order": "created_at desc", "limit": 20}
        for action in self._http.read(f"{API}/actions/", asked).data["actions"]:
            if action["actor_type"] == "user":
                return (action.get("actor") or {}).get("name") or "un compte supprimé", action["created_at"]
        return None

    def public_state(self, remote: BlogPost, key: str) -> str:
        if urlsplit(remote.url).path.startswith("/p/"):
            return "gone"  # the preview of a draft: who has its address reads it, no page leads there
        return page_state(self._http.page, remote.url, key)

    def locate(self, address: str) -> BlogPost | None:
        if re.fullmatch(r"[0-9a-f]{24}", address):
            return self.get(address)
        last = urlsplit(address).path.rstrip("/").rpartition("/")[2]
        asked = f"slug:{quoted(last)},uuid:{quoted(last)}"  # a draft's address has its uuid
        found = map(self._remote, self._list(asked, 2) if last else ())
        return next((remote for remote in found if remote.url == address or last in (remote.slug, address)), None)

    # --- writing ----------------------------------------------------------------------------------------

    def create(self, post: Post, picture: str | None) -> BlogPost:
        title, content = self.render(post)
        body: JsonObject = {
            "title": title,
            "html": content,
            "status": post.status,
            "slug": post.slug,
            # The client's tag first: the first is the one that themes show.
            "tags": [*([{"id": self._tag(post.category)}] if post.category else []), {"name": _mark(post.key)}],
        }
        if self._id:
            body["authors"] = [{"id": self._id}]
        body |= _reference(post, {}) | _illustration(post, picture)
        try:
            answer = self._http.write(
                "POST", f"{API}/posts/", {"posts": [body]}, parameters={**WHOLE, "source": "html"}
            )
        except Refused as error:
            if error.status == 403:
                raise RelayError("le compte n’a pas le droit d’écrire ce billet : rien n’a été écrit") from None
            raise
        return self._compared(answer.data["posts"][0], body)

    def update(self, id: str, post: Post, fields: frozenset[str], version: str, picture: str | None = None) -> BlogPost:
        before = self._held(id)
        if self._remote(before).version != version:
            raise Moved(MOVED)
        title, content = self.render(post)
        values = {"title": title, "html": content, "status": post.status}
        asked = {"html" if name == "content" else name for name in fields}
        body: JsonObject = {name: values[name] for name in sorted(asked & values.keys())}
        body |= _reference(post, before)
        if "picture" in fields:
            body |= _illustration(post, picture)
        left = RETIRED if "status" in fields else ""  # a post that was taken off comes back
        if left in _names(before) or _mark(post.key) not in _names(before):
            mark = [] if _mark(post.key) in _names(before) else [{"name": _mark(post.key)}]
            body["tags"] = [*_ids(before, left), *mark]
        return self._edit(id, body, before)

    def withdraw(self, id: str) -> BlogPost:
        before = self._held(id)
        remote = self._remote(before)
        if not remote.live:
            return remote
        return self._edit(id, {"status": "draft", "tags": [*_ids(before), {"name": RETIRED}]}, before)

    def restore(self, id: str, status: str) -> BlogPost:
        before = self._held(id)
        body = {"status": status if status == "published" else "draft", "tags": _ids(before, RETIRED)}
        return self._edit(id, body, before)

    def delete_own_copy(self, id: str) -> None:
        self.withdraw(id)

    def _held(self, id: str) -> JsonObject:
        data = self._data(id)
        if data is None:
            raise Moved("le billet vient d’être supprimé chez le client : rien n’a été écrit")
        return data

    def _edit(self, id: str, body: JsonObject, before: Mapping[str, Json]) -> BlogPost:
        """Write those fields of a post, unless it moved since it was read as `before`."""
        parameters = {**WHOLE, "source": "html"} if "html" in body else WHOLE
        sent = {"posts": [{**body, "updated_at": before["updated_at"]}]}
        try:
            answer = self._http.write("PUT", f"{API}/posts/{id}/", sent, parameters=parameters)
        except Refused as error:
            if error.code == "UPDATE_COLLISION":
                raise Moved(MOVED) from None
            if error.status == 403:
                raise RelayError(f"le compte n’a pas le droit de modifier le billet {id}") from None
            raise
        return self._compared(answer.data["posts"][0], body)

    def _compared(self, data: Mapping[str, Json], body: Mapping[str, Json]) -> BlogPost:
        """The post that was written, with a note for each field that is not what was sent."""
        remote = self._remote(data)
        notes = []
        if "status" in body and data["status"] != body["status"]:
            notes.append(f"état demandé « {body['status']} », obtenu « {data['status']} »")
        sent = (body.get("title", remote.title), body.get("html", remote.content))
        if not same_form(sent, (remote.title, remote.content)):
            notes.append(ALTERED)
        if body.get("slug") and remote.slug != body["slug"]:
            notes.append(f"adresse « {body['slug']} » déjà prise ou refusée : « {remote.slug or 'aucune'} »")
        held = {*_names(data), *(tag["id"] for tag in data.get("tags", ()))}
        if not {value for tag in body.get("tags", ()) for value in tag.values()} <= held:
            notes.append("étiquette non retenue")
        for name, what in (("feature_image", "illustration"), ("canonical_url", "adresse de référence")):
            if body.get(name) and data.get(name) != body[name]:
                notes.append(f"{what} non retenue")
        return remote.with_notes(*notes)

    def upload_image(self, picture: Picture) -> str:
        """Ghost lists no image: one is known by the posts that show it. Sent again it would be kept twice."""
        known = self._list(f"feature_image:~{quoted(picture.name)}", 1)
        if known:
            held: str = known[0]["feature_image"]
            return held
        content, headers = form(f"{picture.name}{picture.path.suffix.lower()}", picture.path.read_bytes())
        answer = self._http.write("POST", f"{API}/images/upload/", content=content, headers=headers)
        url: str = answer.data["images"][0]["url"]
        return url

    # --- advice -----------------------------------------------------------------------------------------

    def advise(self, relay: RelayTarget) -> Iterator[tuple[bool, str]]:
        if self._account and INTEGRATION in self._account.roles:
            yield True, "cette clé d’intégration peut modifier tout le blog : le jeton d’un auteur suffirait"
        yield True, "verrou de Ghost : un billet que le client vient de changer n’est pas écrasé"
        yield True, "une requête en retard peut doubler un billet jusqu’au plan suivant"

    def diagnose(self) -> str:
        return ""  # `preflight` has said all that Ghost tells

    def wait(self, busy: Busy) -> bool:
        return self._http.wait(busy)

    def close(self) -> None:
        self._http.close()


# --- what is sent, what is read -------------------------------------------------------------------------


def _mark(key: str) -> str:
    return f"#{key}"


def _names(data: Mapping[str, Json]) -> set[str]:
    return {tag["name"] for tag in data.get("tags", ())}


def _ids(data: Mapping[str, Json], without: str = "") -> list[dict[str, str]]:
    """The tags of a post, to be sent again: an update replaces them all."""
    return [{"id": tag["id"]} for tag in data.get("tags", ()) if tag["name"] != without]


def _reference(post: Post, before: Mapping[str, Json]) -> JsonObject:
    """The canonical address and the word to search engines, when they are not as agreed; the client's own stay."""
    body: JsonObject = {}
    held = before.get("canonical_url")
    ours = post.link.partition("?")[0]
    if post.canonical != held and (post.canonical or held == ours):
        body["canonical_url"] = post.canonical
    head = before.get("codeinjection_head") or ""
    robots = f'<meta name="robots" content="{escape(post.robots)}" data-tribune>' if post.robots else ""
    wanted = "\n".join(part for part in (_ROBOTS.sub("", head).strip(), robots) if part)
    if wanted != head.strip():
        body["codeinjection_head"] = wanted
    return body


def _illustration(post: Post, picture: str | None) -> dict[str, str]:
    return {"feature_image": picture, "feature_image_alt": post.picture.alt} if picture and post.picture else {}


def ghost(relay: RelayTarget, environment: Mapping[str, str], deadline: float = DEADLINE) -> Ghost:
    """The target of a client whose `relay` says `kind: ghost`; `deadline` in seconds for each exchange."""
    key = secret(relay.secret_env, environment)
    try:
        return Ghost(ghost_client(str(relay.url), key, deadline))
    except ValueError:
        raise RelayError(
            f"clé mal formée dans {relay.secret_env} : copiez-la entière, « identifiant:secret »"
        ) from None


register("ghost", ghost)
