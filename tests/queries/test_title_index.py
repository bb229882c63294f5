"""What a search of titles reads stays bounded, however many there are."""

import pytest

from papercuts.db import db
from papercuts.queries import similar, title_index
from tests.factories import make

pytestmark = pytest.mark.usefixtures("app")


def test_few_titles_are_read_however_many_share_all_words(monkeypatch: pytest.MonkeyPatch) -> None:
    task = make.task()
    for n in range(30):
        make.paper_cut(f"Date field clears itself {n}", task=task)
    db.session.commit()
    monkeypatch.setattr(title_index, "FOUND_MOST", 7)
    monkeypatch.setattr(similar, "AT_HAND_MOST", 5)
    read: list[int] = []
    known = similar.Known
    monkeypatch.setattr(similar, "Known", lambda those: read.append(len(those)) or known(those))

    similar.to_text("date field clears itself", task.id)

    assert read == [7 + 5]


def test_of_common_terms_only_the_rarest_are_asked_for() -> None:
    counts = {"of all": 2_001, "of some": 1_500, "of few": 400, "of fewer": 90, "of none": 0}

    assert title_index._rarest(counts) == ["of fewer", "of few", "of some"]
    assert title_index._rarest({"of all": 2_001, "of all others": 2_001}) == ["of all"]


def test_of_a_long_text_few_runs_of_letters_are_counted() -> None:
    text = " ".join(f"{a}{b}{c}xyz{a}" for a in "bcdf" for b in "ghjk" for c in "lmnp")

    assert len(title_index._letters(text, {})) == title_index.LETTERS_MOST
