"""The words for a mood."""

import pytest

from papercuts.domain import moods


@pytest.mark.parametrize(
    ("text", "mood"), [("Furious", -2), (":(", -1), ("0", 0), ("+1", 1), ("−2", -2), ("delighted", 2), (":))", 2)]
)
def test_a_mood_is_read_as_a_word_a_mark_or_a_number(text: str, mood: int) -> None:
    assert moods.read(text) == mood


@pytest.mark.parametrize("text", ["3", "-3", "happy", ":((((", "nan", ""])
def test_no_other_mood_is_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="furious, annoyed, calm"):
        moods.read(text)


@pytest.mark.parametrize(
    ("mean", "word"),
    [(-2, "furious"), (-0.8, "annoyed"), (-0.5, "calm"), (0.3, "calm"), (0.6, "pleased"), (1.9, "delighted")],
)
def test_a_mean_is_told_by_the_nearest_word(mean: float, word: str) -> None:
    assert moods.near(mean) == word
