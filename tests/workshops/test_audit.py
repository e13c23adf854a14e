"""What an auditor would note, and what he would not; the example of each message is right itself."""

from __future__ import annotations

import re

import pytest

CERTIFIED = (
    "training: {activity_number: '84 69', region: Bretagne, vat_exempt: true, qualiopi: FR-1,"
    " qualiopi_certifier: Certificateur Exemple, qualiopi_categories: [actions de formation]}\n"
)
DUTIES = (
    "documents: {terms: https://a.example/1, rules: https://a.example/2, certificate: https://a.example/3}\n"
    "complaints: Écrivez-nous, sous dix jours\n"
)
RESULTS = "{period: '2026', answers: 42, satisfaction: '9,1 sur 10'}"
DAY = "{date: 2027-03-18, start: '09:00', end: '17:00', break_minutes: 60}"
SESSION = f"\n  - {{id: une, place: lyon, state: open, days: [{DAY}]}}"
INTER = "vat: exempt, for: inter"


def certify(folder, more: str = DUTIES) -> None:
    """Makes the agency a certified one."""
    plain = (folder.root / "agence.yaml").read_text("utf-8").split("training")[0]
    folder.write("agence.yaml", plain + CERTIFIED + more)


# keys changed, what is told of them (nothing when None)
WORDS = [
    ({"audience": "Les assistantes maternelles agréées"}, None),
    ({"audience": "Cette formation s’adresse aux assistantes maternelles agréées."}, None),
    ({"summary": "Un atelier pour les salariés habilités à signer."}, None),
    ({"summary": "Notre organisme, agréé par la DREETS, vous accueille."}, "atelier-agrement"),
    ({"summary": "Formation reconnue par l’État."}, "atelier-agrement"),
    ({"summary": "Nous sommes référencés Datadock."}, "atelier-agrement"),
    ({"title": "Formation certifiée Qualiopi : négocier"}, "atelier-agrement"),
    ({"summary": "Notre organisme est certifié Qualiopi."}, None),
    ({"summary": "Diplôme d’État garanti."}, "atelier-promesse"),
    ({"summary": "Une formation diplômante."}, "atelier-promesse"),
    ({"summary": "Prise en charge à 100 % par votre OPCO."}, "atelier-promesse"),
    ({"summary": "Financement possible par votre OPCO, selon votre situation."}, None),
    ({"funding": "[Mon Compte Formation]"}, "atelier-cpf"),
    ({"title": "Bilan de compétences", "funding": "[CPF]"}, None),
    ({"funding": "[CPF]", "certification": "{title: T, code: RS 1234, certifier: C, outcomes: Un titre}"}, None),
    ({"faq": "[{q: Puis-je payer avec mon CPF ?, r: 'Non, le CPF ne finance pas cet atelier.'}]"}, None),
    ({"faq": "[{q: Et le CPF ?, r: 'Oui, il est éligible au CPF.'}]"}, "atelier-cpf"),
    ({"access": "Paiement intégral par carte à l’inscription"}, "atelier-paiement"),
    ({"access": "Acompte de 30 % après la rétractation"}, None),
    ({"access": "Un acompte de 50 % est demandé"}, "atelier-paiement"),
    ({"access": "Règlement à la commande, par virement"}, "atelier-paiement"),
    ({"audience": "Notre organisme n’est pas agréé par l’État : il est déclaré."}, None),
    ({"summary": "Agrément préfectoral nº 12."}, "atelier-agrement"),
    ({"summary": "Un atelier labellisé par l’État."}, "atelier-agrement"),
    ({"summary": "Un programme approuvé par le ministère du Travail."}, "atelier-agrement"),
    ({"summary": "Cet enregistrement ne vaut pas agrément de l’État."}, None),
    ({"summary": "Une formation certifiante."}, "atelier-promesse"),
    ({"summary": "Une formation certifiante.", "certification": "{title: T, code: RS 1234, certifier: C, outcomes: U}"},
     None),
    ({"summary": "Emploi assuré à la sortie."}, "atelier-promesse"),
    ({"summary": "L’évaluation est assurée par le certificateur."}, None),
    ({"funding": "[Zéro reste à charge]"}, "atelier-promesse"),
    ({"title": "Permis B", "funding": "[CPF]"}, None),
    ({"body": "## Jour\n\n`organisme agréé` est un code.\n"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "rule"), WORDS, ids=[str(each[0])[:60] for each in WORDS])
def test_words_are_told_by_warning_and_only_when_they_mean_it(changed, rule, folder):
    """Ce qui promet ou se prévaut est un avertissement ; ce qui n’en a que les mots n’est pas accusé."""
    folder.workshop(**changed)
    problems = folder.load().problems

    assert [(each.rule, each.severity) for each in problems] == ([(rule, "warning")] if rule else [])


def test_an_exception_answers_a_word(folder):
    """Un texte répond à un avertissement par « exceptions », avec sa raison."""
    folder.workshop(
        summary="Centre agréé : le mot est du client.",
        exceptions="[{rule: atelier-agrement, reason: C’est une citation du cahier des charges}]",
    )

    assert folder.messages() == []


FAULTS = [
    ({"results": "{period: 2026}"}, "résultats sans chiffre ni nombre de réponses (RNQ, indicateur 2)"),
    ({"results": "{period: 2026, satisfaction: 98 %}"}, "résultats sans le nombre de réponses"),
    ({"results": "{period: cette année, answers: 3, satisfaction: 98 %}"}, "résultats sans année"),
    ({"results": "{period: depuis mai, text: Les premiers résultats paraîtront en 2027}"}, None),
    ({"results": "{period: 2023, answers: 4, satisfaction: 98 %}"}, "résultats de 2023 : écrivez ceux de 2025"),
    ({"objectives": "[Tout sur la vente, Écrire un plan]"}, "« Tout sur la vente » ne dit pas"),
    ({"objectives": "[S’exprimer sans notes, Être capable de lire, Se relire, Savoir dire non]"}, None),
    ({"accessibility": "{text: Accessible PSH., contact: Claire Martin}"}, "« Accessible PSH. » ne dit pas comment"),
    ({"accessibility": "{text: Chaque besoin est étudié, contact: x}"}, "référent handicap « x »"),
    ({"certification": "{title: T, code: RNCP 36061, certifier: C, registered: 2019-01-10, outcomes: Un titre}"},
     "RNCP 36061 enregistrée le 10 janvier 2019, il y a plus de 5 ans"),
    ({"sessions": SESSION.replace("2027-03-18", "2026-03-18")}, "aucune session à venir : "),
    ({"sessions": SESSION.replace("open", "open, registration: 'http://x.example/f'")},
     "inscription en clair : écrivez https://x.example/f"),
    ({"prices": f"[{{label: A, amount: 5, {INTER}}}, {{label: B, amount: 4, {INTER}, until: 2026-09-01}}]"},
     "prix expiré le 1er septembre 2026"),
    ({"access": "Voir le règlement intérieur"}, "règlement intérieur : nommé ici, nulle part à lire"),
    ({"results": "{period: 2026, answers: 0, satisfaction: 98 %}"}, "résultats sans le nombre de réponses"),
    ({"results": "{period: 2026, text: De très bons retours}"}, "résultats sans chiffre ni nombre de réponses"),
    ({"sessions": SESSION.replace("open", "cancelled")}, "aucune session à venir : "),
    ({"sessions": "[]"}, None),
    ({"sessions": SESSION.replace("open", "postponed").replace("2027-03-18", "2026-03-18")}, None),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "message"), FAULTS, ids=[str(each[0])[:60] for each in FAULTS])
def test_each_lack_is_told_once(changed, message, folder):
    """Un résultat sans réponses, un objectif sans verbe, une certification échue : chacun se dit une fois."""
    folder.workshop(**changed)
    found = folder.messages()

    assert len(found) == bool(message)
    assert not message or message in found[0]


def test_a_certified_agency_shows_its_certificate(folder):
    """Un organisme certifié montre son certificat, ses documents, ses réclamations."""
    certify(folder, "")
    folder.workshop(results=RESULTS)
    told = [problem for problem in folder.load().problems if problem.path == "content/agence.yaml"]

    assert [problem.severity for problem in told] == ["warning", "warning"]
    assert "documents à donner à lire" in told[0].message and "réclamations (RNQ, indicateur 31)" in told[1].message
    certify(folder)
    assert folder.messages() == []


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("/cgv/", True),
        ("/cgv", True),
        ("https://essai.example/carnet/cgv/", True),
        ("/images/cgv.pdf", True),
        ("https://ailleurs.example/cgv.pdf", True),
        ("/CGV/", False),
        ("/brouillon/", False),
        ("/images/absent.pdf", False),
        ("https://essai.example/carnet/rien/", False),
    ],
)
def test_a_document_is_where_it_is_said_to_be(address, there, folder):
    """Une page ou un fichier que nomme agence.yaml existe sur le site ; sinon, c’est dit à sa ligne."""
    folder.write("pages/cgv.md", "---\ntitle: Conditions\n---\n\nVoici.\n")
    folder.write("pages/brouillon.md", "---\ntitle: Brouillon\nstatus: draft\n---\n\nVoici.\n")
    folder.write("images/cgv.pdf", "%PDF-1.4 essai")
    own = (folder.root / "agence.yaml").read_text("utf-8")
    for said in (
        f"documents: {{terms: {address}}}\n",
        f"registration: {{endpoint: https://f.example/x, privacy: {address}}}\n",
    ):
        folder.write("agence.yaml", own + said)
        told = folder.messages()

        assert len(told) == (not there), told
        assert there or (
            told[0].startswith(f"agence.yaml:{own.count(chr(10)) + 1}:")
            and f"« {address} » : rien à cette adresse" in told[0]
        )


def test_individuals_are_told_their_rights(folder):
    """Un prix pour les particuliers demande rétractation et paiement."""
    folder.workshop(prices="[{label: Particulier, amount: 500, vat: exempt, for: [inter, individual]}]")

    (told,) = folder.messages()

    assert "sans délai de rétractation (" in told and ") ni conditions de paiement (" in told


# What makes each message that gives an example of keys, in a workshop of a certified agency.
KEYS = "prerequisites access access_delay methods assessment accessibility modified results".split()
EXAMPLES = [
    *({key: None} for key in KEYS),
    {"results": "{period: 2026}"},
    {"accessibility": "{text: Accessible PSH., contact: Claire Martin}"},
    {"access_delay": "nous consulter"},
    {"access": "Voir le règlement intérieur et les CGV"},
    {"certification": "{title: T, code: RS 1234, certifier: C, registered: 2025-01-10}"},
    {"mode": "hybrid", "duration": "{hours: 10, days: 1}"},
    {"prices": "[{label: Particulier, amount: 500, vat: exempt, for: individual}]"},
    {"agency": ""},
    {"sessions": "\n  - {id: une, place: lyon, state: open}"},
]  # fmt: skip


@pytest.mark.parametrize("changed", EXAMPLES, ids=[str(each)[:60] for each in EXAMPLES])
def test_the_example_of_a_message_is_right(changed, folder):
    """L’exemple que donne un message, recopié tel quel, passe les contrôles, et n’en fait naître aucun."""
    changed = dict(changed)
    certify(folder, changed.pop("agency", DUTIES))
    keys = {"results": RESULTS, **changed}
    for _ in range(6):  # several examples may be given, for one file then for the other
        folder.workshop(**keys)
        problems = [
            each for each in folder.load().problems if "par exemple" in each.message or "écrivez « " in each.message
        ]
        if not problems:
            break
        _follow(folder, keys, problems[0])

    assert folder.messages() == []


def _follow(folder, keys, problem) -> None:
    """Does what a message says, as it says it."""
    examples = re.findall(r"« ([a-z_]+: .*?) »(?= ou |,|$| à agence| sinon)", problem.message)
    for example in examples or [re.search(r"écrivez par exemple « (.*) »$", problem.message)[1]]:
        key, _, value = example.partition(": ")
        if problem.path.endswith("agence.yaml") or key in ("documents", "consumers", "complaints"):
            _add(folder, key, value)
        elif key in ("outcomes", "success"):
            outer = "certification" if key == "outcomes" else "results"
            keys[outer] = f"{keys[outer][:-1]}, {key}: {value}}}"
        elif key == "days":
            keys["sessions"] = f"\n  - {{id: une, place: lyon, state: open, {example[:-2]}, break_minutes: 60}}]}}"
        elif ":" in example and re.fullmatch(r"[a-z_]+", key):
            keys[key] = value
        else:
            keys["access_delay"] = example


def _add(folder, key: str, value: str) -> None:
    """A key in agence.yaml, in what it has already when that holds keys."""
    text = (folder.root / "agence.yaml").read_text("utf-8")
    if key.startswith("qualiopi"):
        text = text.replace("training: {", f"training: {{{key}: {value}, ", 1)
    elif re.search(rf"(?m)^{key}: \{{", text):
        text = re.sub(rf"(?m)^{key}: \{{", lambda match: f"{match[0]}{value[1:-1]}, ", text)
    else:
        text += f"{key}: {value}\n"
    folder.write("agence.yaml", text)


def test_evidence_says_what_proves_and_what_lacks(inv, folder):
    """`workshops.evidence` dit la ligne de chaque preuve, et l’acte qui donne ce qui manque."""
    folder.workshop(access_delay=None, results=RESULTS)
    result = inv("workshops.evidence", "ecrire", "--content", folder.root, "--now", "2026-11-22")

    assert result.returncode == 1, result.stderr
    assert "    manque  délai d’accès : ajoutez par exemple « access_delay: 2 à 4 semaines »" in result.stdout
    assert "    prouve  9,1 sur 10, 2026 (ligne " in result.stdout
    assert "    manque  réclamations : ajoutez à agence.yaml « complaints: " in result.stdout
    assert inv("workshops.evidence", "autre", "--content", folder.root).returncode == 2
    folder.workshop(name="refuse", duration="demain")
    for asked in (["refuse"], []):
        result = inv("workshops.evidence", *asked, "--content", folder.root, "--now", "2026-11-22")
        assert (result.returncode, "refuse.md a des fautes" in result.stdout + result.stderr) == (1, True)
