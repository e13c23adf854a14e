"""What is asked of what readers get: addresses, and each file of a site that is about to go out."""

from plugins.common.problems import Rule

TITLE = "Mise en ligne"
PUBLIC_ADDRESS = Rule("adresse-publique", "L’adresse publique du site est dite, et les lecteurs peuvent l’ouvrir.")
ENCRYPTED = Rule("adresse-chiffree", "L’adresse publique est en https.", "warning", waivable=True, at_the_end=True)
OLD_ADDRESS = Rule("ancienne-adresse", "Une ancienne adresse est libre, du site, et mène droit à ce que l’on y trouve.")
SERVER_RULE = Rule("ancienne-adresse-regle", "Une page répond à chaque ancienne adresse.", "warning", waivable=True)
LOST = Rule("adresse-perdue", "Ce que les lecteurs connaissent répond toujours.", at_the_end=True)
CHANGED = Rule(
    "changement-non-dit",
    "Un texte dont les mots ont changé depuis sa mise en ligne dit quand (« modified »).",
    "warning",
    waivable=True,
)
SECRET = Rule(
    "sortie-secret", "Rien de ce qui est publié ne ressemble à une clé ou à un mot de passe.", at_the_end=True
)
LOCAL = Rule("sortie-locale", "Rien de ce qui est publié ne nomme un chemin de cette machine.", at_the_end=True)
UNPUBLISHED = Rule(
    "sortie-a-paraitre", "Rien de ce qui est publié ne nomme un texte qui ne l’est pas.", at_the_end=True
)
ANNOUNCED = Rule(
    "annonce-d-un-texte",
    "Un texte n’écrit pas le titre ou l’adresse d’un texte qui n’est pas publié.",
    "warning",
    waivable=True,
    at_the_end=True,
)
BRACES = Rule("accolades-montrees", "Une page ne montre pas « {{…}} ».", "warning", waivable=True, at_the_end=True)
DEAD_LINK = Rule(
    "sortie-lien", "Chaque lien d’un fichier publié mène à un autre, et au passage qu’il nomme.", at_the_end=True
)
PAGE = Rule("sortie-page", "Une page ne tient que ce qui est permis, et a ce qu’une page doit avoir.", at_the_end=True)
DATA = Rule("sortie-donnees", "Flux, plan, agendas, dessins et feuilles de style se lisent.", at_the_end=True)
