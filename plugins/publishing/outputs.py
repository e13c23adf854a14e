"""What the site owes to readers who come by an old address, to browsers, and to whoever builds it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.common.outputs import Source
from plugins.model.article import ARTICLE
from plugins.publishing.headers import FILE as HEADERS
from plugins.publishing.headers import asked_for, folders_of, headers_file, papers_of, rules
from plugins.publishing.next_change import FILE, change_file
from plugins.publishing.policy import card_policy, comments_policy, page_policy, redirect_policy
from plugins.publishing.redirects import redirect_files, redirect_page
from plugins.site.assemble import Site
from plugins.site.indexing import reservation_headers
from plugins.site.outputs import Output, Render
from plugins.site.slots import Slots
from plugins.site.views import ListPage


def slots(site: Site, render: Render) -> Slots:
    """The policies of pages, of those that send comments, of cards, of the search page."""
    preview, forms = not site.options.production, site.content.agency.endpoints()
    return Slots(
        page_policy=page_policy(preview=preview, forms=forms),
        comments_policy=comments_policy(site.content, preview=preview),
        card_policy=card_policy(site.origin, preview=preview),
        search_policy=page_policy(preview=preview, forms=forms, search=True),
    )


def outputs(site: Site, slots: Slots, before: Sequence[Output], render: Render) -> Iterator[Output]:
    """The files of racine/, `prochain-changement.json`, then what answers at each old address: of two, a page has it.

    CI reads that file on the site in place, and builds when it is due. What editors read holds drafts, and takes the
    place of nothing: it has none.
    """
    production = site.options.production
    for name, path in site.content.root_files.items():
        yield Output(name, Source(f"{site.content.shown}/racine/{name}"), file=path)
    if production:
        if HEADERS not in site.content.root_files:
            folders = folders_of(each.path for each in before if each.view is not None)
            agency, paths = site.content.agency, [each.path for each in before]
            asked = asked_for(paths, agency)
            found = rules(folders, site.origin, reservation_headers(agency), papers_of(paths) - asked, asked)
            yield Output(HEADERS, Source(f"{site.content.shown}/agence.yaml"), data=headers_file(found))
        yield Output(FILE, Source(f"{site.content.shown}/agence.yaml"), data=change_file(site.content, slots.changes))
    policy = redirect_policy(preview=not production)
    for each in before:
        if isinstance(each.view, ListPage) and not each.view.articles_page.number:
            yield from _former_pages(site, each.url, each.view, each.source, policy)
    for name, text, at in redirect_files(
        site.content,
        site.origin,
        pages={each.url for each in before},
        cards={ARTICLE.address(article): url for article, url in slots.oembed_urls.items()},
        policy=policy,
    ):
        yield Output(name, Source(*at), data=text)


def _former_pages(site: Site, url: str, view: ListPage, source: Source, policy: str) -> Iterator[Output]:
    """What answers at the pages that a list had when its pages were numbered from the latest: the way to the list.

    There were one or two more, `page/2/` the first of them.
    """
    newest = view.articles_page.next_url.removeprefix(url).strip("/").rpartition("/")[2]
    articles, size = view.articles_page.object_list, site.options.page_size
    count = len(articles) + size * int(newest or 0)
    name = view.trail[-1].name
    for number in range(max(2, int(newest or 0) + 1), -(-count // size) + 1):
        yield Output(
            f"{url}page/{number}/index.html", source, data=redirect_page(name, f"{site.origin}/{url}", policy=policy)
        )
