"""What machines read of a page: who publishes, the way down to it, its article or signature, in one `@graph`.

Plain values in, text out (schema.org; Google, « Article », « Breadcrumb », « ProfilePage », « Organization »).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime

from plugins.common.texts import plain_text
from plugins.model.agency import Agency
from plugins.site.slots import CommentView, WrittenFor
from plugins.site.values import Link, Person, Picture, cuts
from plugins.site.views import ArticlePage, Facts, Node


def graph(facts: Facts, nodes: Sequence[Node], trail: Sequence[Link], here: str) -> str:
    """The JSON of a page: the site, its publisher, the nodes that the page's plugins left, the way down to it.

    `trail` is each step, the page itself last; `here` is the page's address. No
    « < » is left: a text that holds `</script>` must not end the element that carries it (HTML, § 4.12.1.3).
    """
    agency, origin = facts.agency, facts.origin
    parts = [site_node(agency, origin), organization_node(agency, origin, facts.icon), *nodes]
    if trail:
        parts.append(breadcrumb_node(trail, origin, here))
    text = json.dumps({"@context": "https://schema.org", "@graph": parts}, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def site_node(agency: Agency, origin: str) -> Node:
    """The site."""
    return _kept(
        {
            "@type": "WebSite",
            "@id": f"{origin}/#site",
            "url": f"{origin}/",
            "name": agency.name,
            "description": agency.tagline,
            "inLanguage": "fr",
            "publisher": {"@id": f"{origin}/#organisation"},
        }
    )


def organization_node(agency: Agency, origin: str, icon: str = "") -> Node:
    """The agency; `icon` is the address below the root of what stands for it, 112 pixels wide at least (Google)."""
    address = agency.address
    return _kept(
        {
            "@type": "Organization",
            "@id": f"{origin}/#organisation",
            "name": agency.name,
            "legalName": agency.legal_name,
            "slogan": agency.tagline,
            "url": f"{origin}/",
            "logo": f"{origin}/{icon}" if icon else None,
            "email": agency.email,
            "telephone": agency.phone,
            "address": _kept(
                {
                    "@type": "PostalAddress",
                    "streetAddress": address.street,
                    "postalCode": address.postcode,
                    "addressLocality": address.city,
                    "addressCountry": address.country,
                }
            )
            if address
            else None,
            "iso6523Code": iso6523(agency.siren),
            "sameAs": list(agency.social.values()),
        }
    )


def iso6523(number: str | None) -> str | None:
    """A SIREN or a SIRET as Google reads it (« Organization », iso6523Code): the register, then the number.

    0002 and 0009 are the registers of France (ISO/IEC 6523, ICD list). None for what is neither.
    """
    digits = re.sub(r"\D", "", number or "")
    register = {9: "0002", 14: "0009"}.get(len(digits))
    return f"{register}:{digits}" if register else None


def breadcrumb_node(trail: Sequence[Link], origin: str, here: str) -> Node:
    """The way from the home page to this one, which comes last."""
    steps = [Link("Accueil", ""), *trail]
    return {
        "@type": "BreadcrumbList",
        "@id": f"{here}#chemin",
        "itemListElement": [
            {"@type": "ListItem", "position": rank, "name": step.name, "item": f"{origin}/{step.url}"}
            for rank, step in enumerate(steps, start=1)
        ],
    }


def person_node(person: Person, origin: str) -> Node:
    """A signature: someone, or a team, which is a part of the agency."""
    if person.team:
        return _kept(
            {
                "@type": "Organization",
                "@id": f"{origin}/{person.url}#equipe",
                "name": person.name,
                "url": f"{origin}/{person.url}",
                "description": person.role,
                "image": f"{origin}/{person.portrait.src}" if person.portrait else None,
                "parentOrganization": {"@id": f"{origin}/#organisation"} if person.active else None,
                "sameAs": [link.url for link in person.links],
            }
        )
    return _kept(
        {
            "@type": "Person",
            "@id": f"{origin}/{person.url}#personne",
            "name": person.name,
            "url": f"{origin}/{person.url}",
            "jobTitle": person.role,
            "image": f"{origin}/{person.portrait.src}" if person.portrait else None,
            "worksFor": {"@id": f"{origin}/#organisation"} if person.active else None,
            "sameAs": [link.url for link in person.links],
        }
    )


def profile_node(person: Person, origin: str) -> Node:
    """The page of a signature."""
    return {
        "@type": "ProfilePage",
        "@id": f"{origin}/{person.url}#page",
        "url": f"{origin}/{person.url}",
        "name": person.name,
        "inLanguage": "fr",
        "isPartOf": {"@id": f"{origin}/#site"},
        "mainEntity": person_node(person, origin),
    }


def article_node(page: ArticlePage, origin: str) -> Node:
    """An article. One written for a client names the text it comes from."""
    article, series, picture = page.article, page.series, page.article.hero or page.shared
    address, organisation = f"{origin}/{article.url}", {"@id": f"{origin}/#organisation"}
    return _kept(
        {
            "@type": "BlogPosting",
            "@id": f"{address}#article",
            "url": address,
            "mainEntityOfPage": article.canonical,
            "headline": article.title,
            "description": article.description,
            "inLanguage": article.lang,
            "datePublished": _instant(article.date),
            "dateModified": _instant(article.updated or article.date),
            "author": [person_node(person, origin) for person in article.people] or organisation,
            "publisher": organisation,
            "image": image_nodes(picture, origin) if picture else None,
            "articleSection": article.category.name,
            "keywords": [tag.name for tag in article.tags],
            "timeRequired": f"PT{article.reading_time}M",
            "isBasedOn": original_node(page.written_for, article.title) if page.written_for else None,
            "position": article.series_part if series else None,
            "commentCount": len(page.thread.comments) if page.thread else None,
            "comment": [comment_node(each, address) for each in page.thread.comments] if page.thread else None,
            "isPartOf": [{"@id": f"{origin}/#site"}]
            + ([{"@type": "CreativeWorkSeries", "name": series.name}] if series else []),
        }
    )


def comment_node(comment: CommentView, address: str) -> Node:
    """A comment of a reader, at its place in the page (https://schema.org/Comment)."""
    return _kept(
        {
            "@type": "Comment",
            "@id": f"{address}#{comment.id}",
            "url": f"{address}#{comment.id}",
            "datePublished": _instant(comment.date),
            "author": {"@type": "Organization" if comment.agency else "Person", "name": comment.author},
            "text": plain_text(comment.html),
            "parentItem": {"@id": f"{address}#{comment.reply_to.url}"} if comment.reply_to else None,
        }
    )


def original_node(written_for: WrittenFor, title: str) -> Node:
    """The text on a client's blog that an article is drawn from (https://schema.org/isBasedOn).

    An original that is gone keeps its name and its publisher, and gives no address. `title` is our article's.
    """
    original = written_for.original
    node: Node = {"@type": "CreativeWork", "name": original.title or title}
    if not original.gone:
        node["url"] = original.url
    if original.date:
        node["datePublished"] = original.date.isoformat()
    node["publisher"] = {"@type": "Organization", "name": written_for.name, "url": written_for.site}
    return node


def image_nodes(image: Picture, origin: str) -> Node | list[Node | str]:
    """An illustration, then what is cut of it in the ratios that search engines show, if anything is."""
    own, cut = image_node(image, origin), [f"{origin}/{each.path}" for each in cuts(image)]
    return [own, *cut] if cut else own


def image_node(image: Picture, origin: str) -> Node:
    """An illustration with its size."""
    return _kept(
        {
            "@type": "ImageObject",
            "url": f"{origin}/{image.src}",
            "width": _pixels(image.width),
            "height": _pixels(image.height),
            "caption": image.caption,
        }
    )


def _pixels(length: int | None) -> Node | None:
    """A length on a screen: E37 is the pixel (UN/CEFACT, common code 20)."""
    return {"@type": "QuantitativeValue", "value": length, "unitCode": "E37"} if length else None


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _kept(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in (None, [], "")}
