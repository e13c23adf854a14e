"""French filler of our own, as long as one wants, the same each time: no two paragraphs alike."""

from __future__ import annotations

from random import Random

SUBJECTS = (
    "la directrice du dépôt",
    "un mécanicien de nuit",
    "notre équipe de Brest",
    "le comité d’achat",
    "une cliente fidèle",
    "le nouveau contremaître",
    "la comptable",
    "chaque apprenti",
    "le conducteur de la ligne 4",
    "un voisin de l’atelier",
)
VERBS = (
    "a relu",
    "garde en tête",
    "conteste",
    "attendait",
    "a corrigé",
    "préfère oublier",
    "résume",
    "défend",
    "a compté",
    "découvre",
)
OBJECTS = (
    "le carnet d’entretien",
    "les heures perdues",
    "une promesse de livraison",
    "la grille des tarifs",
    "les retours du printemps",
    "le plan de la cour",
    "un devis trop rond",
    "la liste des pannes",
    "les essais du matin",
    "le compte rendu d’octobre",
)
ENDINGS = (
    "avant la pause de midi",
    "sans hausser le ton",
    "devant toute l’équipe",
    "parce que rien d’autre ne pressait",
    "à la lumière d’une lampe de chantier",
    "deux semaines plus tard",
    "quand le téléphone s’est tu",
    "pour la troisième fois",
    "et personne n’a protesté",
    "comme on range un tiroir",
)
THINGS = (
    "outil",
    "budget",
    "contrat",
    "réseau",
    "métier",
    "devis",
    "chantier",
    "délai",
    "carnet",
    "atelier",
    "réunion",
    "facture",
    "garantie",
    "visite",
    "panne",
    "consigne",
    "livraison",
    "équipe",
    "mesure",
    "parole",
)
MANNERS = (
    "discret",
    "fragile",
    "durable",
    "sincère",
    "précis",
    "rapide",
    "utile",
    "modeste",
    "lisible",
    "honnête",
    "stable",
    "solide",
    "simple",
    "probable",
    "possible",
)


def sentence(random: Random) -> str:
    """One sentence, with a figure of its own half of the time."""
    words = f"{random.choice(SUBJECTS)} {random.choice(VERBS)} {random.choice(OBJECTS)} {random.choice(ENDINGS)}"
    if random.random() < 0.5:
        words += f", soit {random.randrange(2, 99)} % du total (pièce n° {random.randrange(1, 9999)})"
    mark = random.choice((".", ".", ".", " !", " ?", "..."))
    return words[0].upper() + words[1:] + mark


def paragraph(random: Random) -> str:
    """Four sentences, one of which is quoted."""
    quoted, *others = (sentence(random) for _ in range(4))
    return " ".join([others[0], f"« {quoted.rstrip('.!? ')} », dit-on.", *others[1:]])


def title(random: Random, number: int) -> str:
    """A title that no other number has."""
    return f"{random.choice(THINGS).capitalize()} {random.choice(MANNERS)} : ce que dit le dossier {number}"


def tag(number: int) -> str:
    """The name of a tag: no two differ by an accent or a plural only."""
    thing, manner = THINGS[number % len(THINGS)], MANNERS[number // len(THINGS) % len(MANNERS)]
    return f"{thing} {manner} {number}"
