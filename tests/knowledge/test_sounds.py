from __future__ import annotations

import pytest

from knowledge.sounds import fold_syllable, other_readings, read_pinyin, sound_pairs, sounds, toneless


@pytest.mark.parametrize(
    ("syllable", "folded"),
    [
        ("zhang", "zan"),
        ("chuan", "cuan"),
        ("nüe", "lve"),
        ("ning", "lin"),
        ("hong", "hong"),
        ("shi", "si"),
        ("er", "er"),
    ],
)
def test_sounds_are_folded_as_south_western_ears_mix_them(syllable: str, folded: str) -> None:
    assert fold_syllable(syllable) == folded


def test_words_that_sound_alike_have_the_same_sounds() -> None:
    assert sounds("香樟") == sounds("香章") == sounds("湘赞") != sounds("香茶")
    assert toneless("香樟") == toneless("香章") != toneless("湘赞")


def test_pinyin_is_read_as_the_sounds_of_the_characters() -> None:
    assert read_pinyin("gongxiangchapu") == sounds("共享茶铺")
    assert read_pinyin("xian") == sounds("先")
    assert read_pinyin("lvse") == sounds("绿色")
    assert read_pinyin("syb") is None


def test_pairs_stop_at_what_has_no_sound() -> None:
    assert sound_pairs(sounds("共享，茶a铺")) == [sounds("共享")]


def test_a_second_reading_is_known() -> None:
    typed = read_pinyin("dujiangyan")
    assert typed is not None
    assert sounds("都江堰") in other_readings(typed)
    assert other_readings(sounds("茶铺")) == [sounds("茶铺")]
