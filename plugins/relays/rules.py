"""What is asked of excerpts that change house."""

from plugins.common.problems import Rule

TITLE = "Relais et citations"
NOTHING_LEAVES = Rule(
    "relais-sans-effet",
    "Un article demandé chez un client y part, et n’y est pas déjà.",
    "warning",
    waivable=True,
)
IDLE_MARK = Rule("extrait-sans-effet", "Un passage marqué est cité d’un client, ou envoyé.", "warning", waivable=True)
SHARE = Rule("extrait-trop-long", "L’extrait cité reste sous la part que le client accepte.", "warning", waivable=True)
POINTING = Rule(
    "extrait-renvoi",
    "Un extrait se lit ailleurs : ni « ci-dessous », ni « ce blog ».",
    "warning",
    waivable=True,
)
EMPTY = Rule("extrait-vide", "Un extrait donné à un client a quelque chose à lire.", "warning", waivable=True)
ANNOUNCED = Rule(
    "extrait-annonce",
    "Un extrait donné à un client n’annonce pas ce qu’il laisse ici.",
    "warning",
    waivable=True,
)
UNTRANSLATED = Rule(
    "invitation-traduite",
    "« Lire la suite » se dit dans la langue de l’article.",
    "warning",
    waivable=True,
)
UNREAD_LEDGER = Rule("registre-de-relais", "Les fichiers du registre et les captures se lisent.", "warning")
UNREAD_FEED = Rule("registre-de-flux", "Ce que les lecteurs d’un flux ont déjà reçu se lit, pour ne pas leur revenir.")
