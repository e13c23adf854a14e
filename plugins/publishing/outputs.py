"""What the site owes to readers who come by an old address, to browsers, and to whoever builds it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.common.outputs import Source
from plugins.model.article import ARTICLE
from plugins.publishing.next_change import FILE, change_file
from plugins.publishing.policy import card_policy, page_policy, redirect_policy
from plugins.publishing.redirects import redirect_files
from plugins.site.assemble import Site
from plugins.site.outputs import Output, Render
from plugins.site.slots import Slots


def slots(site: Site, render: Render) -> Slots:
    """The policies of pages and of cards."""
    preview = not site.options.production
    return Slots(page_policy=page_policy(preview=preview), card_policy=card_policy(site.origin, preview=preview))


def outputs(site: Site, slots: Slots, before: Sequence[Output], render: Render) -> Iterator[Output]:
    """`prochain-changement.json`, then what answers at each old address: of two, a page of the site has its address.

    CI reads that file on the site in place, and builds when it is due. What editors read holds drafts, and takes the
    place of nothing: it has none.
    """
    production = site.options.production
    if production:
        yield Output(FILE, Source(f"{site.content.shown}/agence.yaml"), data=change_file(site.content))
    for name, text, at in redirect_files(
        site.content,
        site.origin,
        pages={each.url for each in before},
        cards={ARTICLE.address(article): url for article, url in slots.oembed_urls.items()},
        policy=redirect_policy(preview=not production),
    ):
        yield Output(name, Source(*at), data=text)
