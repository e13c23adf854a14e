"""A client's WordPress by its REST API, with an application password; least role: author.

Facts this relies on were measured on WordPress 6.1: a class on a paragraph survives the filter of every role;
`status=any` leaves the trash out; an unknown category or picture is dropped without a word; a slug already taken
becomes `slug-2` without a word; hence every answer is compared with what was sent. What the blog holds of ours is read
by `wordpress_posts`, why it refuses us by `wordpress_access`.
"""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Iterator, Mapping
from html import escape, unescape

from plugins.common.texts import plain_text
from plugins.common.untyped import Json, JsonObject
from plugins.model.client import RelayTarget
from plugins.targets.api_client import DEADLINE, ApiClient, reads_answers
from plugins.targets.errors import Busy, Refused, RelayError, Uncertain
from plugins.targets.gutenberg import gutenberg, keep_quotes, shield
from plugins.targets.target import (
    ALTERED,
    TERMS_A_PAGE,
    Account,
    AlreadyThere,
    BlogPost,
    Moved,
    Picture,
    Post,
    find_term,
    page_state,
    register,
    right_to_publish,
    secret,
)
from plugins.targets.texts import fold, same_form, teaser
from plugins.targets.wordpress_access import NOT_IDENTIFIED, why_refused
from plugins.targets.wordpress_posts import API, BlogPosts, meta

PLUGIN_HEADER = "X-Tribune-Relais"  # our plugin says that it is there
SENT_STATUSES = {"published": "publish", "draft": "draft"}
LOCK_HEADER = "X-Tribune-Base"
UNKNOWN = "mot de passe d’application faux ou révoqué, ou en-tête Authorization perdu : relay.doctor dit lequel"
REFUSALS = {
    "incorrect_password": "mot de passe d’application faux ou révoqué",
    "invalid_username": "le blog ne connaît pas ce compte",
    "rest_not_logged_in": UNKNOWN,  # WordPress does not always say that the password was wrong
}
PLACED = frozenset(("title", "content", "status"))


@reads_answers
class WordPress:
    """One blog. The account's rights are read once, by `preflight`."""

    supports_canonical = False
    trash_label = "à la corbeille"

    def __init__(self, transport: ApiClient, credentials: tuple[str, str] | None = None) -> None:
        self._http, self._credentials = transport, credentials
        self._posts = BlogPosts(transport)
        self._account: Account | None = None
        self._refusal: RelayError | None = None
        self._categories: dict[str, int | None] = {}

    # --- who we are there -------------------------------------------------------------------------------

    def preflight(self) -> Account:
        try:
            self._account = self._who()
        except RelayError as error:
            self._refusal = error
            raise self._no_entry(error) from None
        self.supports_canonical = self._account.plugin
        return self._account

    def _who(self) -> Account:
        try:
            answer = self._http.read(f"{API}/users/me", {"context": "edit", "_fields": "id,name,roles,capabilities"})
        except Refused as error:
            if (error.status, error.code) in NOT_IDENTIFIED or error.code == "redirect":
                raise
            return self._nameless(error)
        rights = answer.data.get("capabilities", {})
        self._posts.me = answer.data["id"]
        return Account(
            name=answer.data["name"],
            roles=tuple(answer.data.get("roles", ())),
            can_publish=bool(rights.get("publish_posts")),
            can_edit_published=bool(rights.get("edit_published_posts")),
            can_upload=bool(rights.get("upload_files")),
            skew=answer.skew,
            plugin=PLUGIN_HEADER in answer.headers,
        )

    def _nameless(self, refused: Refused) -> Account:
        """Our account on a blog that closes `/users` (against those who look for logins): posts are enough.

        Its rights are not said: a write that it may not do is refused with its reason.
        """
        try:
            asked = {"context": "edit", "status": "draft", "per_page": 1, "_fields": "id"}
            answer = self._http.read(f"{API}/posts", asked)
            answer.rows()
        except Refused:
            raise refused from None
        name = self._credentials[0] if self._credentials else ""
        return Account(name, (), True, True, True, skew=answer.skew, plugin=PLUGIN_HEADER in answer.headers)

    def _no_entry(self, error: RelayError) -> RelayError:
        if not isinstance(error, Refused) or error.code == "redirect":
            return error
        if error.status == 401:
            return RelayError(f"identification refusée : {REFUSALS.get(error.code, error.code or UNKNOWN)}")
        return RelayError(
            f"l’API de WordPress ne répond pas ({error.code or error.status}) : relay.doctor dit pourquoi"
        )

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

    def find(self, key: str, *, fresh: bool = True) -> list[BlogPost]:
        return self._posts.find(key, fresh)

    def get(self, id: str) -> BlogPost | None:
        return self._posts.get(id)

    def editor(self, id: str) -> tuple[str, str] | None:
        try:
            return self._posts.last_editor(id)
        except (Refused, Uncertain):
            return None

    def public_state(self, remote: BlogPost, key: str) -> str:
        return page_state(self._http.page, remote.url, key)

    # --- writing ----------------------------------------------------------------------------------------

    def create(self, post: Post, picture: str | None) -> BlogPost:
        title, content = self.render(post)
        body: JsonObject = {
            "title": _spelt(title, post),
            "content": content,
            "excerpt": _spelt(teaser(content), post),
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
            raise self._explained(error, post) from None
        return self._compared(answer.data, body)

    def update(self, id: str, post: Post, fields: frozenset[str], version: str, picture: str | None = None) -> BlogPost:
        title, content = self.render(post)
        values = {"title": _spelt(title, post), "content": content, "status": SENT_STATUSES[post.status]}
        body: JsonObject = {name: values[name] for name in sorted(fields & PLACED)}
        if "content" in fields and self._has_our_excerpt(id):
            body["excerpt"] = _spelt(teaser(content), post)
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
            raise self._explained(error, post) from None
        return self._compared(answer.data, body)

    def _has_our_excerpt(self, id: str) -> bool:
        """Whether the excerpt that lists show is the one that we sent with the text, or none: the client's stays."""
        held = self._posts.held(id)
        given = (held.get("excerpt") or {}).get("raw")
        return given is not None and (not given or fold(plain_text(given)) == fold(teaser(held["content"]["raw"])))

    def _explained(self, error: Refused, post: Post) -> RelayError:
        """A refusal of the database, which names no cause: it cannot keep a character of the text."""
        if error.code not in ("db_insert_error", "db_update_error"):
            return error
        beyond = sorted({each for text in self.render(post) for each in unescape(text) if ord(each) > 0xFFFF})
        if not beyond:
            return RelayError(
                f"{error} : la base de données du blog refuse ce billet, demandez au client de la réparer"
            )
        signs = ", ".join(f"« {each} » (U+{ord(each):04X})" for each in beyond)
        return RelayError(
            f"la base de données du blog ne sait pas garder {signs} : ôtez-le de l’article, "
            "ou demandez au client de passer ses tables en utf8mb4"
        )

    def _metadata(self, post: Post) -> dict[str, str]:
        return {
            "tribune_relay": post.key,
            "tribune_canonical": post.canonical or "",
            "tribune_robots": post.robots or "",
        }

    def _compared(self, data: Mapping[str, Json], body: Mapping[str, Json]) -> BlogPost:
        """The post that was written, with a note for each field that is not what was sent."""
        remote = self._posts.post_of(data)
        notes = []
        if "status" in body and data["status"] != body["status"]:
            notes.append(f"état demandé « {body['status']} », obtenu « {data['status']} »")
        sent = (unescape(body.get("title", data["title"]["raw"])), body.get("content", data["content"]["raw"]))
        if not same_form(sent, (remote.title, remote.content)):
            notes.append(ALTERED)
        if body.get("slug") and remote.slug != body["slug"]:
            notes.append(f"adresse « {body['slug']} » déjà prise ou refusée : « {remote.slug or 'aucune'} »")
        if body.get("categories") and data.get("categories") != body["categories"]:
            notes.append("catégorie non retenue")
        if body.get("featured_media") and data.get("featured_media") != body["featured_media"]:
            notes.append("illustration non retenue")
        for name, value in body.get("meta", {}).items():
            if value and meta(data, name) != value:
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
        if "raw" in answer.data.get("title", {}):
            return self._posts.post_of(answer.data)
        found = self.get(id)
        if found is None:
            raise Uncertain(f"DELETE {API}/posts/{id} : le billet ne se retrouve plus")
        return found

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
        return self._posts.named(address)

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
        return why_refused(self._http, self._refusal, self._credentials)

    def wait(self, busy: Busy) -> bool:
        return self._http.wait(busy)

    def close(self) -> None:
        self._http.close()


def _spelt(text: str, post: Post) -> str:
    """A text as the fields of WordPress that are HTML take it, safe from shortcodes and from the blog's quotes."""
    return keep_quotes(shield(escape(text, quote=False)), post.language)


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
