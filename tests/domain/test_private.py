"""What a site must not read: names, numbers, contacts, and what may not be quoted to it (T09)."""

import pytest

from papercuts.domain.private import Private, numbers_in, people_in


def test_names_and_quotes_are_found_and_narrowed_to_the_texts() -> None:
    private = Private(
        ["Marfinch", "Pellworth", "P1"], ["Marfinch Joinery"], ["it never works for us", "quite another thing"]
    )
    texts = ["At Pellworth and Marfinch Joinery it never works for us", "P10"]

    assert private.names_in(texts) == ["Pellworth"]
    assert private.quotes_in(texts) == ["it never works for us"]
    assert private.narrowed(texts).names == ["Pellworth"]
    assert private.narrowed(["Enter does nothing"]) == Private([], ["Marfinch Joinery"], [])


def test_numbers_of_paper_cuts_are_found() -> None:
    assert numbers_in(["See PC-12, pc\u20117 and PC-12", "The PC 2 of aPC-3 is a PC"]) == ["PC-12", "pc\u20117"]


@pytest.mark.parametrize(
    ("contacts", "people"),
    [
        ("Joan Pell (owner), joan.pell@marfinch.example", ["Joan Pell", "joan.pell@marfinch.example"]),
        ("Office manager: Hanna van Dyk\nÉmile Zola-Ruiz", ["Hanna van Dyk", "Émile Zola-Ruiz"]),
        ("Front Office: 020 7946 0018\nAsk for Tim", []),
        ("", []),
    ],
)
def test_people_among_the_contacts_are_found(contacts: str, people: list[str]) -> None:
    assert people_in(contacts) == people
