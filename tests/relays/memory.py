"""A blog in memory, for what needs no real one: the decisions, the ledger, the order of the protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from plugins.targets.errors import Busy, Refused
from plugins.targets.gutenberg import gutenberg
from plugins.targets.target import Account, BlogPost, Picture, Post
from plugins.targets.texts import carries


@dataclass
class Memory:
    """Posts by id; `calls` are the requests that write."""

    posts: dict[str, BlogPost] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    account: Account = field(default_factory=lambda: Account("Agence", ("author",), True, True, True, 0.0))
    supports_canonical: bool = False
    trash_label: str = "à la corbeille"
    faults: list[Exception] = field(default_factory=list)
    refused: str = ""  # the name of a picture that the blog does not take
    editors: dict[str, tuple[str, str]] = field(default_factory=dict)  # id → who edited it, and when

    def __call__(self, client: Any, environment: Mapping[str, str]) -> Memory:
        return self

    def preflight(self) -> Account:
        return self.account

    def check(self, post: Post) -> list[str]:
        return []

    def render(self, post: Post) -> tuple[str, str]:
        return post.title, gutenberg(post)

    def find(self, key: str, *, fresh: bool = True) -> list[BlogPost]:
        return [remote for remote in self.posts.values() if carries(remote.content, key)]

    def get(self, id: str) -> BlogPost | None:
        return self.posts.get(id)

    def locate(self, address: str) -> BlogPost | None:
        return self.posts.get(address)

    def create(self, post: Post, picture: str | None) -> BlogPost:
        self._call("create")
        id = str(max(map(int, self.posts), default=0) + 1)
        title, content = self.render(post)
        self.posts[id] = BlogPost(id, f"https://blog.example/{id}/", post.status, title, content, "1", post.slug)
        self.edit(id, picture=picture or "")
        return self.posts[id]

    def update(self, id: str, post: Post, fields: frozenset[str], version: str, picture: str | None = None) -> BlogPost:
        self._call(f"update {','.join(sorted(fields))}")
        title, content = self.render(post)
        values = {"title": title, "content": content, "status": post.status}
        values |= {"picture": picture} if picture else {}
        return self.edit(id, **{name: value for name, value in values.items() if name in fields})

    def withdraw(self, id: str) -> BlogPost:
        self._call("withdraw")
        return self.edit(id, status="trash")

    def restore(self, id: str, status: str) -> BlogPost:
        self._call("restore")
        return self.edit(id, status=status)

    def edit(self, id: str, **fields: Any) -> BlogPost:
        """What anyone may do on the blog."""
        self.posts[id] = replace(self.posts[id], **fields)
        return self.posts[id]

    def public_state(self, remote: BlogPost, key: str) -> str:
        held = next((each for each in self.posts.values() if each.url == remote.url), None)
        return "there" if held and held.status == "published" else "gone"

    def upload_image(self, picture: Picture) -> str:
        self._call("upload")
        if picture.name == self.refused:
            raise Refused("POST /media : HTTP 500", 500, "rest_upload_unknown_error", {})
        return f"media {picture.name}"

    def editor(self, id: str) -> tuple[str, str] | None:
        return self.editors.get(id)

    def delete_own_copy(self, id: str) -> None:
        self.withdraw(id)

    def advise(self, relay: Any) -> Iterator[tuple[bool, str]]:
        return iter(())

    def diagnose(self) -> str:
        return ""

    def wait(self, busy: Busy) -> bool:
        return False

    def close(self) -> None:
        pass

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if self.faults:
            raise self.faults.pop(0)
