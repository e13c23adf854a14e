"""The tasks of relays, from `relay.plan` to `relay.report`, and those of quotations: `relay.verify`, `relay.quote`.

Declared here alone, so that the other tasks do not wait for what these import when they run.
"""

from __future__ import annotations

from invoke import Context, task

from plugins.model.options import CONTENT, NOW

PUSH_HELP = "inscrit et pousse le registre dans git, avant d’écrire chez un client et après (intégration continue)"


@task(
    name="verify",
    positional=[],
    help={
        "article": "un seul article : son nom de fichier ou son adresse (tous si absent)",
        **CONTENT,
        "json": "résultat pour une machine",
        **NOW,
        "ignore-robots": "lire aussi ce que le robots.txt du client interdit, s’il nous l’a demandé",
    },
)
def verify_task(
    c: Context, article: str = "", content: str = "", json: bool = False, now: str = "", ignore_robots: bool = False
) -> None:
    """Dit si nos extraits sont mot pour mot chez les clients."""
    from plugins.quotes import commands

    commands.verify_task(article, content, json, now, ignore_robots)


@task(
    positional=["article"],
    help={
        "article": "nom de fichier ou adresse de l’article",
        **CONTENT,
        **NOW,
        "write": "ajouter le passage à la fin de l’article, s’il n’en cite aucun",
    },
)
def quote(c: Context, article: str, content: str = "", now: str = "", write: bool = False) -> None:
    """Propose un extrait de l’original, à la longueur permise."""
    from plugins.quotes import commands

    commands.quote(article, content, now, write)


@task(
    help={
        "format": "text ; json, à relire puis à donner à relay.apply --plan ; markdown, pour une relecture",
        "json": "comme --format json",
        **CONTENT,
        **NOW,
    }
)
def plan(c: Context, format: str = "text", json: bool = False, content: str = "", now: str = "") -> None:
    """Montre ce que les relais changeraient, sans rien écrire.

    Code de sortie : 0 rien à faire, 2 des changements, 3 un conflit à régler, 4 un client qu’on n’a pas pu lire.
    """
    from plugins.relays import commands

    commands.plan("json" if json else format, content, now)


@task(
    help={
        "plan": "plan relu (relay.plan --format json) : une ligne qui a changé depuis est refusée, elle seule",
        "retirer": "retire aussi les billets publics dont l’article n’est plus là, ou n’est plus publié",
        "push": PUSH_HELP,
        **CONTENT,
        **NOW,
    }
)
def apply(
    c: Context, plan: str = "", retirer: bool = False, push: bool = False, content: str = "", now: str = ""
) -> None:
    """Fait le plan, sans écraser le texte d’un client.

    Code de sortie : 0 tout est fait, 3 un conflit reste à régler, 4 une partie reste à faire.
    """
    from plugins.relays import commands

    commands.apply(plan, retirer, push, content, now)


ONE = {
    "article": "identifiant ou fichier de l’article",
    "client": "identifiant ou fichier du client",
    "push": PUSH_HELP,
    **CONTENT,
    **NOW,
}


@task(
    positional=["article", "client"],
    help={
        **ONE,
        "post": "numéro ou adresse d’un billet existant, à prendre pour ce relais",
        "write": "reporte la correction du client dans l’article",
        "ours": "comme relay.resolve",
    },
)
def adopt(
    c: Context,
    article: str,
    client: str,
    post: str = "",
    write: bool = False,
    ours: bool = False,
    push: bool = False,
    content: str = "",
    now: str = "",
) -> None:
    """Règle un conflit : garde la correction du client, et montre où elle va dans l’article.

    Avec --write, l’y reporte. Avec --post, prend un billet existant pour ce relais.
    """
    from plugins.relays import commands

    if ours:
        commands.wish("resolve", article, client, push, content, now)
    else:
        commands.adopt(article, client, post, write, push, content, now)


@task(positional=["article", "client"], help=ONE)
def resolve(c: Context, article: str, client: str, push: bool = False, content: str = "", now: str = "") -> None:
    """Règle un conflit : notre texte reviendra, le plan suivant le montre."""
    from plugins.relays import commands

    commands.wish("resolve", article, client, push, content, now)


@task(
    positional=["article", "client"],
    help={**ONE, "back": "comme relay.restore", "forget": "comme relay.untrack"},
)
def withdraw(
    c: Context,
    article: str,
    client: str,
    back: bool = False,
    forget: bool = False,
    push: bool = False,
    content: str = "",
    now: str = "",
) -> None:
    """Retire un billet, vérifie que sa page a disparu."""
    from plugins.relays import commands

    commands.wish("restore" if back else "untrack" if forget else "withdraw", article, client, push, content, now)


@task(positional=["article", "client"], help=ONE)
def restore(c: Context, article: str, client: str, push: bool = False, content: str = "", now: str = "") -> None:
    """Remet un billet retiré, le même, avec le texte d’aujourd’hui."""
    from plugins.relays import commands

    commands.wish("restore", article, client, push, content, now)


@task(positional=["article", "client"], help=ONE)
def untrack(c: Context, article: str, client: str, push: bool = False, content: str = "", now: str = "") -> None:
    """Cesse de suivre un billet sans contacter le blog, où il reste."""
    from plugins.relays import commands

    commands.wish("untrack", article, client, push, content, now)


@task(
    help={
        "client": "un seul client",
        "sent": "note au registre qu’ils sont envoyés : un rappel ne viendra que plus tard",
        "push": PUSH_HELP,
        **CONTENT,
        **NOW,
    }
)
def mail(
    c: Context, client: str = "", sent: bool = False, push: bool = False, content: str = "", now: str = ""
) -> None:
    """Écrit le courriel qui dit à chaque client quels brouillons l’attendent."""
    from plugins.relays import commands

    commands.mail(client, sent, push, content, now)


@task(help={**CONTENT})
def doctor(c: Context, content: str = "") -> None:
    """Examine chaque blog : accès, compte, droits, horloge."""
    from plugins.relays import commands

    commands.doctor(content)


@task(
    iterable=["clics"],
    help={
        "month": "mois, AAAA-MM (le mois en cours si absent)",
        "client": "un seul client",
        "clics": "journal du serveur, ou export de Matomo ou de Plausible, où compter les lecteurs ; peut se répéter",
        **CONTENT,
    },
)
def report(c: Context, clics: list[str], month: str = "", client: str = "", content: str = "") -> None:
    """Écrit le compte rendu d’un mois, client par client."""
    from plugins.relays import commands

    commands.report(month, client, content, clics)


@task(name="relay", help={"runs": "nombre de morts subites (200 si absent)"})
def soak(c: Context, runs: int = 200) -> None:
    """Tue le relais 200 fois, au hasard : ni doublon ni perte."""
    from plugins.relays import commands

    commands.soak(runs)


@task(
    name="kit",
    positional=["article", "client"],
    help={
        "article": "nom de fichier ou adresse de l’article",
        "client": "identifiant du client",
        "dossier": "où écrire le fichier (kits/ si absent)",
        **CONTENT,
        **NOW,
    },
)
def kit_task(c: Context, article: str, client: str, dossier: str = "", content: str = "", now: str = "") -> None:
    """Écrit le fichier à envoyer à un client sans compte pour nous."""
    from plugins.relays import kit_commands

    kit_commands.kit(article, client, dossier, content, now)


@task(
    name="confirm",
    positional=["article", "client", "url"],
    help={
        "article": "nom de fichier ou adresse de l’article",
        "client": "identifiant du client",
        "url": "adresse de la page où le client l’a publié",
        "sans-preuve": "inscrit sans lire la page : une lettre, un réseau où il faut un compte",
        "ignore-robots": "lire aussi ce que le robots.txt du client interdit, s’il nous l’a demandé",
        **CONTENT,
        **NOW,
    },
)
def confirm_task(
    c: Context,
    article: str,
    client: str,
    url: str,
    sans_preuve: bool = False,
    ignore_robots: bool = False,
    content: str = "",
    now: str = "",
) -> None:
    """Vérifie qu’un client a publié le kit envoyé, et l’inscrit."""
    from plugins.relays import kit_commands

    kit_commands.confirm(article, client, url, sans_preuve, ignore_robots, content, now)


@task(
    name="clicks",
    iterable=["files"],
    help={
        "files": "journaux du serveur (format « combined », .gz aussi) ou exports de Matomo ou de Plausible",
        "month": "mois, AAAA-MM (le mois en cours si absent)",
        **CONTENT,
    },
)
def clicks_task(c: Context, files: list[str], month: str = "", content: str = "") -> None:
    """Compte les lecteurs venus de chez chaque client, d’après vos journaux."""
    from plugins.relays import kit_commands

    kit_commands.clicks(files, month, content)


TASKS = (
    verify_task, quote, plan, apply, adopt, resolve, withdraw, restore, untrack, mail, doctor, report, kit_task,
    confirm_task, clicks_task,
)  # fmt: skip
SOAK = (soak,)
