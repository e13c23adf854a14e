"""Words that French writes as another language does, and reads otherwise: alone, they say no language."""

from __future__ import annotations

# With English above all; each is a word of French in its own right, not one that it has borrowed.
HOMOGRAPHS = frozenset(
    """
    a accent action actions addition adore agenda agendas agent agents air an ancien angle angles animal article
    articles artisan as aspect assume audience audiences audit audits avenue balance balle base bases bat ben
    biais bond bonds boss bout branche bride budget budgets bureau but buts cabaret cadre canard cane capable
    capital capitals car cars case cases casting cause causes cent central cession champ champion champions
    champs chance chances change changes chaque charge charges charme chat chats chef chose cite client clients
    coach code codes coin coins collection collections colonel come comment comments commerce commissions commun
    commune communication communications compose concept concepts concert condition conditions contact contacts
    content contents contrat contribution conversation conversations conversion conversions corner correct
    courage courses court crawl culture cultures dame dans date dates de delicate dent dents des design details
    devise devises dire direct direction directions discipline disciplines discussion discussions dispose
    distance distances distribution document documents dolent domicile don donne dons dose doses double doubles
    effective effort efforts elle en encore enfant engage engagement engagements ensemble entrain entrance
    entrant essence essences est estimation et eux exact exclusive expedition expert expertise experts expose
    expression expressions face fade fan fans festival figure figures fin final fine fines fins fit flair
    flatter fond fonds fondue font fonts force forces forge forges format formation formats fort four fours
    fraction franchise franchises front fronts fume gage gages galant garage gene genre genres gens glace grade
    grades grand gras grave graves grime grippe gros guide guides habit habits herbe hier impact impacts
    important impose index industries information informations initiative initiatives injure instance instances
    instant instants intention intentions internet intervention invite invites issue issues jars jeans joint
    joints journal la lame lames lance large le legs lent les levier librairie lie lien lieu ligne lime limes
    lire lit lits local locale location locations long longe luge ma machine machines magasin mai main mains
    maire mal man manger manifestation mare mares mari marine match me mention mentions menu menus mes message
    messages mine mines mire miser mission missions mobile mobiles modules moment moments mont mort motion mots
    mule mur mute nage nation native natives ne net nets nice nombre non note notes notice notices nous nuance
    nuances observation occasion occasions on opinion opinions option options or oral orange organisation
    organisations orient original os ours page pages pain pains pal palace panel panels par parent parents pari
    part partie parties parts passable passage passages passe passion passions patron patrons pays pension
    performance performances permission personnel pester petite phrase phrases pie pied pile piles pin pire
    pitre place places plaint plan plane planes plans plate plates plein plie plus point points police pond
    ponds pore pores port portable portions ports pose poses position positions positive post pour pours presse
    pressure prestige prime primes prince principal prise prises probable procure prof profit profits programme
    programmes progressive projection projections promotion promotions propose prose prospect prospects public
    publics puce pulls punch pure quart quarts que question questions quiche quittance radio rage raie raise
    raisin raisins rang range ranges rape rapport rapports rat rate rates rave rayon reduction regain regard
    regards relation relations relative religion rends rente rentes repose respect respire rest restaurant
    retard retire ride rides ripe rite rites rive rivet rond rose roses rot rote rots rouge round route routes
    rude ruse ruses sable sage sages sale sales sang sans satire science sciences se secret secrets sensible
    sent serve service services seule sever si sign signal signe silence simple simples site sites social sole
    soles solution solutions son sons sort sorts souvenir sport sports stage stages standard standards station
    stations store stores style styles sue suggestion suggestions suit sure surface surfaces surplus suspect
    suspects table tables tag tale talent talents tant tape tapes tas te technique techniques tenant tenants
    tend tender tenders tendre tension test tests texte tic ticket tickets tiers tige tir tire tires toast ton
    tons top tort torture touche tour tours tract tracts train trains traits transaction transition transport
    trie trouble troubles tu tube tubes tutelle type types ultime un union unique usage usages user va vague
    vagues vain val valet valets valise van vans vase vases vent vente vents verge vers verse verses version
    versions vice vices vie viens village villages violent visage visages vision visions visite vogue voie
    volume volumes vote votes voyage vue ya zone zones
    """.split()
)


def says_no_language(expression: str) -> bool:
    """Whether an expression is one word, which French has too: « sales », and not « sales manager »."""
    return expression.strip().lower() in HOMOGRAPHS
