"""What is asked of the files of `images/`."""

from plugins.common.problems import Rule

TITLE = "Images et documents"
BROKEN = Rule("image-illisible", "Un fichier publié s’ouvre, et ne cache rien d’hostile.")
SUFFIX = Rule("image-suffixe", "Le nom d’une image dit son format.", "warning", waivable=True)
TOO_LARGE = Rule("image-trop-grande", "Une image n’a pas trente millions de points.", "warning", waivable=True)
HEAVY = Rule("animation-lourde", "Une animation pèse moins d’un mégaoctet.", "warning", waivable=True)
NAMED = Rule(
    "document-signe",
    "Les propriétés d’un document ne nomment que l’agence et ceux qui signent.",
    "warning",
    waivable=True,
)
LOOK_ALIKE = Rule(
    "nom-a-la-casse-pres", "Deux fichiers ne diffèrent pas que par des majuscules.", "warning", waivable=True
)
SHARED = Rule(
    "image-de-partage",
    "L’illustration d’un texte et le logo peuvent être montrés là où une page est partagée.",
    "warning",
    waivable=True,
)
UNUSED = Rule("fichier-inutile", "Chaque fichier de « images/ » est montré par un texte.", "warning", waivable=True)
