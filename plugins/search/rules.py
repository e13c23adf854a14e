"""What is asked of the machine that makes the index of the search page."""

from plugins.common.problems import Rule

TITLE = "Recherche"
ABSENT = Rule(
    "recherche-absente",
    "La machine a le programme qui indexe les textes pour la page de recherche.",
    "warning",
    at_the_end=True,
)
NOT_INDEXED = Rule("recherche-index", "Les textes du site sont indexés pour sa page de recherche.", at_the_end=True)
