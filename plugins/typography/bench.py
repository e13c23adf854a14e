"""What typography costs, next to the conversion of Markdown and to typogrify, on the same text in the same
run.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

from plugins.typography.rules import typeset_html

TEXT = """\
## Une matinée au marché : que retenir ?

Le samedi, vers 9h30, près de 60% des étals sont ouverts ; « on vient tôt, dit une maraîchère, ou l'on ne
trouve plus rien ! » La halle compte 1 200 m² et reçoit 15 000 visiteurs par mois. Elle a rouvert le 14
juillet 2019, après 3,5 millions d'euros de travaux, au prix d'un long débat : fallait-il garder la charpente
du XIXe siècle ?

- le poisson arrive de la côte avant 6 h ;
- les "petits producteurs" sont au fond, à gauche ;
- le n°12, un fromager, vend son **meilleur** comté à 24€ le kilo...

M. Aubert, 2e adjoint, préfère parler de *lien social* : "Ce n'est pas un décor". Son équipe publie les
comptes sur [le site de la mairie](https://mairie.example/halle?annee=2019;mois=7) - et répond à
contact@mairie.example.

### Le soir, autre décor

Quand la nuit tombe, la place se vide. Les derniers commerçants plient les bâches, les balayeuses passent, et
le café d'angle garde trois tables dehors. On y parle peu. Un chien dort sous un banc, une radio grésille
derrière le comptoir, le patron compte la caisse en silence. Personne ne songe à partir avant que la lampe du
kiosque ne s'éteigne d'elle-même.

> « Le "vrai" marché, c'est celui des habitués, pas celui des cartes postales », écrivait déjà un chroniqueur.

Pour publier les chiffres, un script suffit : `halle --export=csv --depuis "2019-07-14"`. Il écrit un fichier
ventes.csv, que l'on relit à 10:30 ou à midi, selon l'humeur. Le format 16:9 des affiches ne change pas.

    for etal in etals:
        print(f"{etal.nom} : {etal.recette} €")

La halle avait fermé sans bruit, un soir de novembre. On parla d'abord d'un été sans étals, puis d'une année,
et les habitants prirent l'habitude de la longer sans lever les yeux. Les cafés d'en face baissèrent le rideau
un à un. Il a fallu trois maires et deux concours pour que les charpentiers reviennent, et que l'on retrouve
sous la suie le bleu des colonnes. Le jour de la réouverture, personne n'avait prévu assez de chaises : les
gens s'assirent par terre.

Ce qui frappe aujourd'hui, c'est moins la foule que sa lenteur. On s'arrête, on soupèse, on demande des
nouvelles d'un cousin ou d'une récolte. La file devant le boulanger avance peu et personne ne s'en plaint. Un
homme lit son journal debout contre un pilier, une enfant compte les mouettes posées sur la verrière, et la
cloche de midi fait lever la tête à tout le monde au même instant, comme si elle rappelait une règle que
chacun aurait apprise sans jamais la lire.

Reste une question, la seule qui vaille peut-être : qu'achète-t-on vraiment ? Des légumes, bien sûr, du pain,
quelques fleurs ; une conversation, surtout. Les économistes ont un mot pour cela, les habitués n'en ont pas
besoin.
"""
ROUNDS = 7


class Row(NamedTuple):
    """A line of the table: what ran, and microseconds for each KB (1024 bytes) of the HTML."""

    name: str
    microseconds_per_kb: float


def run(text: str = TEXT, repeat: int = 4, rounds: int = ROUNDS) -> list[Row]:
    """Measure, on ``text`` repeated into a page; each figure is the best of ``rounds``, in processor time."""
    # Here: the rules themselves need neither.
    from markdown import Markdown
    from typogrify.filters import typogrify

    source = "\n\n".join([text] * repeat)
    html = Markdown(extensions=["extra"]).convert(source)
    steps: dict[str, Callable[[], object]] = {
        "typeset_html": lambda: typeset_html(html),
        "python-markdown": lambda: Markdown(extensions=["extra"]).convert(source),
        "typogrify": lambda: typogrify(html),
    }
    kilobytes = len(html.encode()) / 1024
    return [Row(name, _best(step, rounds) * 1e6 / kilobytes) for name, step in steps.items()]


def _best(step: Callable[[], object], rounds: int) -> float:
    """Return the shortest time of ``step``, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        step()
        times.append(time.process_time() - start)
    return min(times)
