"""What may happen to a relay: the lines of its log, each a typed record, told apart by `what`.

A text is a title and a content. `held` is what the blog has, as it gives it back; `sent` is ours, which `held` answers.
"""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

# Raised when the same article gives another text than before: what an older composition sent is left as it is until
# its article changes, since a new version of this code is no reason to write at a client's.
COMPOSITION = 2

Written = Literal["create", "update", "withdraw", "restore"]
By = Literal["", "nous", "client", "contenu", "oubli"]


class Text(NamedTuple):
    """The title (text) and the content (HTML, blocks) of a post."""

    title: str
    content: str


class Remote(TypedDict, total=False):
    """Where a post is on the blog, its status and its picture's id there."""

    id: str
    url: str
    edit_url: str
    slug: str
    status: str
    picture: str
    signed: str  # who signs it, when it is not our account
    protected: bool


class _Event(BaseModel):
    """`at` is an ISO 8601 instant."""

    # Most builds read no ledger: what checks one is made when the first is read.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    at: str


class Intended(_Event):
    """A write is about to begin: until another event closes it, nobody knows whether the blog has it."""

    what: Literal["intended"] = "intended"
    action: Written
    text: Text | None = None
    status: str = ""  # that we give the post
    picture: str = ""  # the name of the picture that goes with it
    by: By = ""  # of a withdrawal
    anew: bool = False  # on another blog than the one that the ledger knows


class _Held(_Event):
    """The post is there; without `held`, the text known before is still the one to compare with."""

    post: Remote
    held: Text | None = None
    sent: Text | None = None  # empty: what the blog holds is what we sent
    composed: int = COMPOSITION
    asked: str = ""  # the status that we gave it
    picture: str = ""  # the name of ours that it shows
    detail: str = ""


class Answered(_Held):
    """A write was carried out."""

    what: Literal["answered"] = "answered"
    action: Written


class Seen(_Held):
    """The blog has moved, or an answer was lost: the ledger takes what is there. Without words of the client's."""

    what: Literal["seen"] = "seen"


class Adopted(_Held):
    """The client's text is the one to keep, or a post made by hand is this relay."""

    what: Literal["adopted"] = "adopted"
    carried: bool = False  # our article says what the client wrote


class Kept(_Held):
    """The client's text is known, and ours is to be written over it."""

    what: Literal["kept"] = "kept"


class Changed(_Held):
    """The client wrote other words, in `theirs`: a person decides. The text to compare with stays."""

    what: Literal["changed"] = "changed"
    theirs: Text | None = None


class Withdrawn(_Event):
    """The post is off the blog."""

    what: Literal["withdrawn"] = "withdrawn"
    by: By
    id: str = ""
    was: str = ""  # the status that it had


class Untracked(_Event):
    """The post is left where it is, and followed no more."""

    what: Literal["untracked"] = "untracked"


class Lifted(_Event):
    """What held a post off the blog holds no more: the next plan brings it back."""

    what: Literal["lifted"] = "lifted"


class Declined(_Event):
    """The blog did not take a picture; `answered` is false when it said nothing."""

    what: Literal["declined"] = "declined"
    picture: str
    answered: bool = True


class Dropped(_Event):
    """What was intended was not sent."""

    what: Literal["dropped"] = "dropped"
    detail: str = ""


class Recomposed(_Event):
    """The same article gives `sent` in this version of the code: a reference for the changes to come."""

    what: Literal["recomposed"] = "recomposed"
    sent: Text
    composed: int = COMPOSITION


class Told(_Event):
    """The client was told by e-mail that the draft waits."""

    what: Literal["told"] = "told"


class Carried(_Event):
    """The state of a relay whose log begins here: its ledger was in the first form, which kept the state alone."""

    what: Literal["carried"] = "carried"
    state: Literal["intent", "published", "withdrawn", "conflict"]
    by: By
    post: Remote
    was: str = ""
    base: Text | None = None
    known: bool = True  # false: our text is to be written over the base
    asked: str = ""
    adopted: bool = False
    picture: str = ""
    refused: str = ""
    doubted: str = ""
    waiting: str = ""  # since when the client has it to publish
    pending: Intended | None = None


class Past(_Event):
    """A line of history of a ledger in the first form; `step` is its word."""

    what: Literal["past"] = "past"
    step: str
    detail: str = ""


Event: TypeAlias = Annotated[
    Intended
    | Answered
    | Seen
    | Adopted
    | Kept
    | Changed
    | Withdrawn
    | Untracked
    | Lifted
    | Declined
    | Dropped
    | Recomposed
    | Told
    | Carried
    | Past,
    Field(discriminator="what"),
]
