"""What is asked of every file of `content/`: that it can be read, its header, its references, its body."""

from plugins.common.problems import Rule

TITLE = "Fichiers, en-têtes, textes"

# --- files ---
NO_CONTENT = Rule("contenu-absent", "Le dossier du contenu est là, et tient un texte.")
UNREADABLE = Rule("fichier-illisible", "Un fichier se lit : ses droits, son codage (UTF-8), moins d’un mégaoctet.")
MISPLACED = Rule("fichier-mal-place", "Un texte est dans le dossier de son type, sous un nom en « .md », sans lien.")
IGNORED = Rule(
    "fichier-ignore",
    "Ce qui est dans le contenu est lu ou publié.",
    "warning",
    waivable=True,
)
BAD_NAME = Rule("nom-de-fichier", "Le nom d’un fichier donne une adresse, sur toute machine.")
BAD_CHARACTER = Rule(
    "caractere-interdit",
    "Un texte ne tient ni caractère invisible ou perdu, ni marque de conflit.",
    source="XML 1.0, § 2.2 ; CVE-2021-42574",
)
GARBLED = Rule(
    "accents-abimes",
    "Les accents n’ont pas été lus dans un autre codage (« Ã© »).",
    "warning",
    waivable=True,
)

REGISTER_LINE = Rule("registre-illisible", "Chaque ligne d’un registre se lit.", at_the_end=True)

# --- headers ---
HEADER = Rule("entete-illisible", "L’en-tête se lit : une « clé: valeur » par ligne, chaque clé une fois.")
HEADER_HABIT = Rule(
    "entete-habitude",
    "Un en-tête simple n’a ni espace avant ses deux-points, ni signature vide.",
    "warning",
    waivable=True,
)
UNKNOWN_KEY = Rule("cle-inconnue", "Chaque clé d’un en-tête est connue (docs/reference.md), ou rangée sous « extra ».")
OWN_KEYS = Rule("cle-sans-effet", "Les clés d’un en-tête simple servent au site.", "warning", waivable=True)
MISSING_KEY = Rule("cle-absente", "Un en-tête a toutes les clés que le texte demande.")
REFUSED_VALUE = Rule("valeur-refusee", "La valeur d’une clé a la forme qu’elle demande (docs/reference.md).")
CONTRADICTION = Rule("cles-contraires", "Les clés d’un en-tête ne se contredisent pas.")
USELESS_KEY = Rule("cle-en-trop", "Une clé a un effet, à côté des autres.", "warning", waivable=True)
UPDATE = Rule(
    "date-de-mise-a-jour",
    "Une mise à jour est datée, après la parution et avant aujourd’hui.",
    "warning",
    waivable=True,
)
SEATS_IN_ALL = Rule(
    "places-en-tout", "Une session qui dit ses places restantes dit ses places.", "warning", waivable=True
)
TAKEN = Rule("adresse-prise", "Deux textes n’ont pas une même adresse, ni celle d’une page du site.")

DECLARATION_DATE = Rule("declaration-date", "La déclaration d’accessibilité n’est pas datée d’un jour à venir.")
DECLARATION_OLD = Rule(
    "declaration-ancienne",
    "La déclaration d’accessibilité a moins de trois ans.",
    "warning",
    source="RGAA 4.1, « Obligations d’accessibilité »",
)
DECLARATION_PAGES = Rule("declaration-pages", "Une page que la déclaration d’accessibilité dit vérifiée est là.")

# --- references and links ---
UNKNOWN_REFERENCE = Rule(
    "renvoi-inconnu", "L’auteur, le client, le lieu, le texte, l’image que nomme un en-tête existe."
)
UNPUBLISHED_REFERENCE = Rule(
    "renvoi-non-publie",
    "Ce que nomme l’en-tête d’un texte publié est publié.",
    "warning",
    waivable=True,
)
DEAD_LINK = Rule("lien-mort", "Un lien mène à un texte, à un fichier, à une adresse bien écrite.")
DEAD_ANCHOR = Rule("lien-ancre", "Un lien vers un passage (« #… ») mène à un passage qui existe.")
UNPUBLISHED_LINK = Rule("lien-non-publie", "Un texte publié ne mène pas à un texte que les lecteurs n’ont pas.")
IMAGE_ALT = Rule(
    "image-alt",
    "Une image dit ce qu’elle montre ; sans rien à dire, elle n’est qu’un décor.",
    source="RGAA 4.1, critères 1.1 et 1.2",
    waivable=True,
)
IMAGE_ALT_NAME = Rule(
    "image-alt-nom",
    "Un texte alternatif décrit l’image : ni le nom d’un fichier, ni « image », « photo de ».",
    "warning",
    source="RGAA 4.1, critère 1.3",
    waivable=True,
)

# --- bodies ---
HTML = Rule("html-refuse", "Le HTML d’un texte n’a rien qui exécute, suive le lecteur, ou défasse la page.")
UNCLOSED_HTML = Rule("html-non-ferme", "Ce qu’un texte ouvre, balise, commentaire ou code, il le ferme.")
REPEATED_ID = Rule("identifiant-double", "Un identifiant n’est donné qu’une fois dans une page.")
MARKS = Rule("marque-de-passage", "« more » et « extrait » vont une fois, et par paire.")
UNDEFINED = Rule("note-non-ecrite", "Une note et une référence de Markdown sont écrites quelque part.")
UNCALLED = Rule("note-non-appelee", "Une note est appelée par le texte.", "warning", waivable=True)
CUT_SENTENCE = Rule("phrase-coupee", "« more » ne coupe pas une phrase.", "warning", waivable=True)
LEFTOVER = Rule(
    "signe-etranger",
    "Un texte ne montre pas les signes d’un autre outil (« {{…}} », « [caption] », « :::note »).",
    "warning",
    waivable=True,
)
TOO_COSTLY = Rule("texte-trop-lourd", "Un texte se met en page en quelques secondes.")

# --- bodies: what is read as it was meant (model/body) ---


def _read(id: str, asks: str) -> Rule:
    return Rule(id, asks, "warning", waivable=True, reading=True)


READ_CHARACTERS = _read(
    "lu-caracteres", "Un caractère sans dessin est retiré, une espace insécable de trop est une espace."
)
READ_BULLETS = _read("lu-puces", "Une puce de traitement de texte (« • », « ▪ ») est celle d’une liste.")
READ_GLUED = _read("lu-marques-collees", "Des lignes qui commencent par « -mot » ou « 1.Mot » sont une liste.")
READ_DASHES = _read("lu-tirets", "Des lignes qui commencent par « – » sont une liste, quand elles en ont l’air.")
READ_LINES = _read(
    "lu-lignes", "Des lignes qui commencent par « a) », « 1/ », un tiret ou un pictogramme restent l’une sous l’autre."
)
READ_INDENT = Rule(
    "lu-alinea", "Un alinéa n’est pas du code : un paragraphe commence au bord de la ligne.", "warning", waivable=True
)
READ_TABLE = _read("lu-tableau", "Des lignes à tabulations, collées d’un tableur, sont un tableau.")
READ_QUOTES = _read("lu-guillemets", "Des guillemets anglais “ ” sont des guillemets français dans un texte français.")
READ_ESCAPES = _read("lu-echappements", "Les barres obliques que pandoc met devant « ' » sont retirées.")
READ_ATTRIBUTES = _read(
    "lu-attributs", "Une mise en forme de pandoc (« [x]{.underline} », une taille en pouces) est ce qu’elle montre."
)
READ_BLOCKS = _read("lu-encadres", "Un bloc « ::: note » est un encadré, un bloc de style le texte qu’il tient.")
READ_ADDRESSES = _read("lu-adresses", "Une adresse qui suit le lecteur (google.com/url?q=…) est celle où elle mène.")
READ_HTML = _read("lu-html", "Le HTML collé d’un traitement de texte est réduit à ce qu’il veut dire.")
READ_BOLD = _read("lu-gras", "Les espaces prises avec des mots en gras sortent du gras.")
READ_RAISED = _read("lu-exposants", "« 2^e^ », « H~2~O », « ==mot== » sont un exposant, un indice, un surlignage.")
READ_LINKS = _read("lu-liens", "Un lien ou une image dont les signes ont glissé (« (texte)[adresse] ») est lu.")
READ_RULES = _read(
    "lu-filets", "« --- » sous une phrase est un filet, un tiret long ou une étoile seuls sur leur ligne aussi."
)
READ_PRODUCTS = _read("lu-produits", "« 5*3*2 » est un produit, non des italiques.")
READ_YEARS = _read("lu-annees", "Une année au début d’un paragraphe n’est pas le numéro d’une liste.")
READ_MARKS = _read("lu-marques", "« <!– more –> » est « <!-- more --> ».")

# --- bodies: what is told, and published as it is ---
DOUBTFUL_INDENT = Rule(
    "retrait-douteux", "Un retrait de quatre espaces est celui d’un bloc de code.", "warning", waivable=True
)
UNFINISHED = Rule(
    "texte-inacheve",
    "Un texte qui paraît n’a ni « TODO », ni « [à compléter] », ni « lorem ipsum ».",
    "warning",
    waivable=True,
)
JOINED_LINES = Rule(
    "lignes-jointes", "Des lignes courtes que rien ne sépare ne font qu’une ligne.", "warning", waivable=True
)
LONG_ROWS = Rule(
    "cellules-en-trop", "Une ligne de tableau n’a pas plus de cellules que de titres.", "warning", waivable=True
)
SKIPPED_LEVEL = Rule(
    "intertitre-saute",
    "Les intertitres descendent d’un niveau à la fois.",
    "warning",
    source="RGAA 4.1, critère 9.1",
    waivable=True,
)
TWIN_HEADINGS = Rule(
    "intertitre-double",
    "Deux intertitres d’une même partie n’ont pas le même nom, ni celui du texte.",
    "warning",
    waivable=True,
)
VAGUE_LINK = Rule(
    "lien-vague",
    "Les mots d’un lien disent où il mène, même entendus seuls.",
    "warning",
    source="RGAA 4.1, critère 6.1",
    waivable=True,
)
HEADLESS_TABLE = Rule(
    "tableau-sans-titres",
    "Les colonnes d’un tableau ont un titre.",
    "warning",
    source="RGAA 4.1, critère 5.6",
    waivable=True,
)
FALSE_HEADING = Rule(
    "faux-intertitre",
    "Ce qui ressemble à un intertitre en est un.",
    "warning",
    source="RGAA 4.1, critère 9.1",
    waivable=True,
)
CAPITALS = Rule(
    "capitales-en-serie",
    "Une phrase n’est pas écrite en capitales.",
    "warning",
    source="Lexique des règles typographiques, « Capitales »",
    waivable=True,
)
LINE_BREAKS = Rule(
    "sauts-de-ligne",
    "Des sauts de ligne ne font ni espace, ni paragraphe, ni liste.",
    "warning",
    source="RGAA 4.1, critères 8.9 et 9.3",
    waivable=True,
)
NEW_WINDOW = Rule(
    "nouvelle-fenetre",
    "Un lien n’ouvre pas de fenêtre que le lecteur n’a pas demandée.",
    "warning",
    source="RGAA 4.1, critère 13.2",
    waivable=True,
)
PICTOGRAMS = Rule(
    "pictogrammes", "Trois pictogrammes ne se suivent pas.", "warning", source="RGAA 4.1, critère 13.5", waivable=True
)
EMPTY_BLOCK = Rule(
    "bloc-vide",
    "Un paragraphe, un intertitre, une citation, un élément de liste ont des mots.",
    "warning",
    source="RGAA 4.1, critère 8.9",
    waivable=True,
)
BY_PLACE = Rule(
    "place-ou-couleur",
    "Un texte ne désigne rien par sa seule place ou sa seule couleur.",
    "warning",
    source="RGAA 4.1, critères 3.1 et 10.9",
    waivable=True,
)
UNCAPTIONED_VIDEO = Rule(
    "video-sans-sous-titres",
    "Une vidéo qui parle a des sous-titres.",
    "warning",
    source="RGAA 4.1, critère 4.3",
    waivable=True,
)
UNTITLED_VIDEO = Rule(
    "video-sans-titre",
    "Une vidéo liée seule sur sa ligne a un titre.",
    "warning",
    source="RGAA 4.1, critère 6.1",
    waivable=True,
)

# --- answers to rules ---
IDLE = Rule("exception-sans-objet", "Une exception sert encore : la faute qu’elle admet est là.", "warning")
