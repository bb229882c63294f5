"""What stands out of a week, by the rules that its page states."""

from papercuts.domain.weekly import Applause, Words, best_words, loudest


def test_the_strongest_mood_comes_first_then_the_longest_then_the_newest() -> None:
    calm, angry = Words(1, "It takes four clicks, every single time, all day", 0), Words(2, "Not again", -2)
    glad, late = Words(3, "Oh, it knew what I meant", 2), Words(4, "Oh, it knew what I mean.", 2)

    assert best_words([calm, angry]) == angry
    assert best_words([calm, angry, glad]) == glad
    assert best_words([glad, late]) == late
    assert best_words([Words(5, "Hm", None), calm]) == calm


def test_long_words_are_repeated_only_when_there_are_no_others() -> None:
    story, saga = Words(1, "a" * 201, 2), Words(2, "a" * 900, 2)

    assert best_words([story, saga]) == story
    assert best_words([story, Words(3, "a" * 200, None)]) == Words(3, "a" * 200, None)
    assert best_words([]) is None


def test_the_loudest_applause_has_words_where_there_are_some() -> None:
    nod, smile, cheer, told = Applause(4, 1, True), Applause(3, 2, True), Applause(2, 3, False), Applause(1, 3, True)

    assert loudest([nod, smile, cheer, told]) == told
    assert loudest([nod, smile, cheer]) == cheer
    assert loudest([Applause(1, 0, True)]) is None
