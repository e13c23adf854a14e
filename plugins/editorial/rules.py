"""What is asked of the texts of a site together."""

from plugins.common.problems import Rule

TITLE = "Rédaction"
EXAMPLE = Rule("exemple-laisse", "Un texte qui paraît n’a plus rien des exemples d’un fichier neuf.")
TWIN_TAGS = Rule(
    "theme-double",
    "Deux thèmes ne diffèrent pas que par la casse, un accent ou un pluriel.",
    "warning",
    waivable=True,
)
SERIES_GAP = Rule("serie-trou", "Une série n’a pas de trou entre ses parties.", "warning", waivable=True)
SERIES_RANK = Rule("serie-rang", "Deux articles d’une série n’ont pas le même rang.", "warning", waivable=True)
SAME_TITLE = Rule("titre-double", "Deux articles n’ont pas le même titre.", "warning", waivable=True)
EMPTY_TEXT = Rule("texte-vide", "Un article publié tient un texte.", "warning", waivable=True)
SUMMARY_MARKUP = Rule(
    "chapo-balise", "Un chapô est un texte simple, sans balise ni Markdown.", "warning", waivable=True
)
LANGUAGE = Rule(
    "langue-a-dire",
    "Un passage dans une autre langue dit laquelle.",
    "warning",
    "WCAG 2.2, critère 3.1.2 ; RGAA 4.1, critère 8.7",
    waivable=True,
)
ACCENT = Rule(
    "capitale-sans-accent",
    "Une capitale garde son accent.",
    "warning",
    "Lexique des règles typographiques, « Accentuation »",
    waivable=True,
)
PAGE_TEMPLATE = Rule("modele-de-page", "Le modèle qu’une page demande est dans le thème, et montre une page.")
