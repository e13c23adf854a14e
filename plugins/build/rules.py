"""What is asked of the program itself, so that a site is built."""

from plugins.common.problems import Rule

TITLE = "Construction"
BREAKDOWN = Rule("panne", "Le programme va au bout ; sinon aucun texte n’est en cause.", at_the_end=True)
MACHINE = Rule("machine", "Le disque, les dossiers et les verrous permettent de construire.", at_the_end=True)
TEMPLATES = Rule("theme-illisible", "Les modèles du thème et les réglages se lisent.", at_the_end=True)
ENGINE = Rule("moteur", "Pelican accepte ce que le site lui donne.", at_the_end=True)
STALE = Rule("page-perimee", "Une page que rien n’a changé est gardée, et reste celle qu’il faut.", at_the_end=True)
