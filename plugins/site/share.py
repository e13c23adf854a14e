"""Share links: plain addresses that open the network's own page; nothing of theirs is loaded here."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from plugins.site.doc import doc, value


@value
class ShareLink:
    """One network and its address."""

    id: str = doc("the network: `linkedin`, `x`, `mastodon`, `courriel`")
    label: str = doc("its name")
    by: str = doc("the words that lead to its name after « Partager »: « sur », « par »")
    url: str = doc("the address that opens its own page")


@value
class Share:
    """An article as it is shared."""

    title: str = doc("its title", for_code=True)
    address: str = doc("its whole address", for_code=True)

    @property
    def links(self) -> tuple[ShareLink, ...]:
        """The networks where it can be shared: LinkedIn, X, Mastodon, e-mail."""
        return share_links(self.title, self.address)


def share_links(title: str, address: str) -> tuple[ShareLink, ...]:
    """LinkedIn, X, Mastodon and e-mail for an article's absolute address."""
    text = f"{title} {address}"
    return (
        ShareLink(
            "linkedin",
            "LinkedIn",
            "sur",
            "https://www.linkedin.com/sharing/share-offsite/?" + urlencode({"url": address}),
        ),
        ShareLink("x", "X", "sur", "https://x.com/intent/post?" + urlencode({"text": title, "url": address})),
        # Mastodon has no central server: this page of the project asks the reader for his or hers.
        ShareLink("mastodon", "Mastodon", "sur", "https://share.joinmastodon.org/#" + urlencode({"text": text})),
        # RFC 6068: a mailto address is percent-encoded, « + » would stay a plus sign.
        ShareLink("courriel", "Courriel", "par", f"mailto:?subject={quote(title)}&body={quote(text)}"),
    )
