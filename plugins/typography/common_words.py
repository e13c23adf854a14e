"""The most common words of five languages, by which a passage is told to be in one of them (language.py)."""

from plugins.typography.alphabet import names

# Words of one language that no other of these five has (French first of all: « but », « on », « or » say nothing).
ENGLISH = names(
    "the of and to is was were been being has had have having does did doesn don didn isn wasn aren won wouldn "
    "couldn shouldn will would shall should could might must not it its he she they them their theirs we our ours "
    "you your yours him his her hers this that these those who whom whose which what when where why how there here "
    "then than if so too very just also again always never ever about above against before behind below between "
    "with without within into from for at because while until since every each all any some many much more most "
    "other another such both few by be my us are do can"
)
ENGLISH_COMMON = names(
    "think different keep calm carry less tell good great better best world life customer customers everyone "
    "everything something nothing anything someone nobody know knows make makes made making get gets getting got goes "
    "going gone lets see say says said want wants need needs needed like likes love loves people way ways work works "
    "working worked hard day days year years time times read reading write writing written talk talking speak listen "
    "learn learning teach build building built create stop end begin running come comes coming take takes give gives "
    "given find found feel feeling look looking ask asked try trying call called help helps move play done two three "
    "four five first next last new old big small little high low right wrong true real free easy open close hello yes "
    "please thanks thank sorry welcome home house money man woman men women child children friend friends word words "
    "stories book books news today tomorrow yesterday now later soon often only even still yet well back down out "
    "over under through around away together whole own same thing things hand hands head heart mind eye eyes health "
    "water earth light dark night morning week month white black blue green power strong fast slow quick early late "
    "winning failure success changing grow growth brands company companies team teams lead employee employees users "
    "driven developer developers tool tools app human humans past sharing share shared posts network networks search "
    "engine beats follow follows following steps answer answers matters matter bad war peace dream stay hungry "
    "foolish winter summer spring rights reserved measured managed strategy breakfast eat eats value added selling "
    "sell sales buy buying king rule rules law game music speech happy sad wise rich poor thinking doing act globally "
    "locally subscribe"
)
# Words that a text of English holds, and that one of French may hold: they fill a phrase, and prove nothing.
SHARED = names(
    "in no me as an or on a i but content social code design leader leaders web mobile machine user tweet blog "
    "software marketing market data media half place long fire body brand fail change manual question questions "
    "business hi run go let one win red post point points train action style type art table page pages number simple "
    "service services public digital start up job jobs manager story star show cool fun smart stand off set list mail "
    "email test patient client clients radio video photo image images culture nature science future important final "
    "general international national communication attention information nation station crisis expert experts "
    "leadership phone computer certain newsletter"
)
FRENCH = names(
    "le la les des du de un une et est en dans pour que qui ne pas au aux sur par avec ce cet cette ces sont il "
    "elle ils elles nous vous leur leurs mais ou où donc ni car si se sa ses mon ma mes ton ta tes notre votre nos "
    "vos plus moins très tout toute tous toutes comme quand sans sous chez vers entre depuis après avant pendant "
    "être avoir avait était sera fait faire peut dit bien aussi encore déjà toujours jamais rien quelque quelques "
    "chaque même dont lequel laquelle ici là voici voilà puis alors ainsi cela ça ceci celui celle ceux deux trois "
    "quatre cinq oui non merci monsieur madame suis sommes ont avons avez étaient ai"
)
GERMAN = names(
    "des an du es man der die das und ist nicht ein eine einen einem einer mit für auf dem den von zu zum zur sich "
    "auch wie wir ich sie er ihr wenn oder aber nur noch bei nach aus über werden wird wurde haben hat sind war "
    "kann dass mehr sehr alles immer ohne kein keine schon unser unsere mein meine dein deine doch hier wo"
)
SPANISH = names(
    "la de un en es que le me te se si tu les el los las y por con para pero como más muy está están son una uno "
    "del al lo su sus nos mi mí yo tú usted ella ellos cuando donde porque también sin sobre entre ser hay fue era "
    "ha han este esta estos estas todo todos nada siempre nunca qué quién quien cómo no"
)
ITALIAN = names(
    "la le un in si se ci tu il lo gli di che è e per non una uno con sono del della dei delle dello degli al alla "
    "ai alle nel nella dal dalla sul sulla come più anche ma o io lui lei noi voi loro questo questa questi queste "
    "quello quella quando dove perché sempre mai tutto tutti niente molto ho ha hanno essere era"
)
# Of which French has none: where a text of another language holds none of these, nothing is looked for in it.
GERMAN_ONLY = names(
    "der und ist nicht eine einen einem einer mit für auf dem von zu zum zur sich auch wir ich wenn oder aber nur "
    "noch nach über werden wird wurde haben sind kann dass mehr sehr alles immer ohne kein keine unser unsere"
)
SPANISH_ONLY = names(
    "los las muy está están por con pero más siempre nunca qué quién cómo también porque cuando donde ella ellos usted"
)
ITALIAN_ONLY = names(
    "gli di che è sono della dei delle dello degli alla alle nel nella dalla sulla più anche perché questo questa "
    "questi queste quello quella sempre tutto tutti niente molto hanno essere"
)
