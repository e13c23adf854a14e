"""Languages as French names them."""

from __future__ import annotations

_NAMES = {
    "ar": "arabe", "bg": "bulgare", "br": "breton", "ca": "catalan", "co": "corse", "cs": "tchèque", "da": "danois",
    "de": "allemand", "el": "grec", "en": "anglais", "es": "espagnol", "et": "estonien", "eu": "basque",
    "fa": "persan", "fi": "finnois", "fr": "français", "ga": "irlandais", "he": "hébreu", "hr": "croate",
    "hu": "hongrois", "it": "italien", "ja": "japonais", "ko": "coréen", "lb": "luxembourgeois", "lt": "lituanien",
    "lv": "letton", "nl": "néerlandais", "no": "norvégien", "oc": "occitan", "pl": "polonais", "pt": "portugais",
    "ro": "roumain", "ru": "russe", "sk": "slovaque", "sl": "slovène", "sr": "serbe", "sv": "suédois", "tr": "turc",
    "uk": "ukrainien", "vi": "vietnamien", "wo": "wolof", "zh": "chinois",
}  # fmt: skip


def in_language(code: str) -> str:
    """« en anglais »; « en langue xx » of a language that has no name here."""
    name = _NAMES.get(code.split("-")[0])
    return f"en {name}" if name else f"en langue « {code} »"
