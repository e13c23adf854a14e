"""The rules of guides."""

from plugins.common.problems import Rule

TITLE = "Guides"
BOOKLET = Rule("guide-pdf", "Le PDF d’un guide peut être fait.")
