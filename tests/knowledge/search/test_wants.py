from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.search.wants import FORM, MEASURED, SIDE, answers_form, fit, read_wants


@pytest.mark.parametrize(
    ("asked", "aspects"),
    [
        ("茶馆的钱从哪来", ["资金"]),
        ("茶馆效果怎么样", ["成效"]),
        ("谁在管茶馆", ["人物"]),
        ("茶馆一碗茶多少钱", ["资金", "数量"]),
        ("加装电梯有什么难点", ["难点"]),
        ("茶馆什么时候开门", ["时间"]),
        ("茶馆开在哪里", ["地点"]),
        ("丢过钱的太婆是谁", ["人物", "人名"]),
        ("茶馆", []),
    ],
)
def test_what_a_question_wants_to_know(asked: str, aspects: list[str]) -> None:
    assert [aspect.name for aspect in read_wants(asked).aspects] == aspects


@pytest.mark.parametrize(
    ("asked", "text", "has"),
    [
        ("茶馆一碗茶多少元", "一碗茶2元", True),
        ("茶馆一碗茶多少元", "有2张桌子", False),
        ("院落有多少个", "老院落12个", True),
        ("开了几次会", "开了九次坝坝会", True),
        ("住了多少户", "老院落12个", False),
        ("有多少平米", "640平方米", True),
        ("几点开门", "早上7点开门", True),
        ("几点开门", "2021年开门", False),
        ("茶馆怎么办的", "随便什么", True),
        ("茶馆花了多少", "有2张桌子", False),
        ("茶馆花了多少", "花了4500余元", True),
        ("茶馆要多少钱", "筹了1.2亿元", True),
        ("这几天茶馆怎么办的", "随便什么", True),
        ("挣了几万块的茶客是谁", "茶客张三说", True),
        ("茶馆有多大面积", "有2张桌子", True),
        ("茶馆面积有多少平米", "有2张桌子", False),
    ],
)
def test_the_form_of_an_answer(asked: str, text: str, has: bool) -> None:
    assert answers_form(read_wants(asked), text) is has


def test_a_number_of_something_stands_with_it_in_a_clause() -> None:
    wants = replace(read_wants("茶馆来了多少茶客"), counted=("茶客",))
    texts = ("来了30名茶客。", "来了30名志愿者，茶客高兴。", "茶客很多。")
    assert [answers_form(wants, text) for text in texts] == [True, False, False]


def test_a_fit_text_stands_under_the_heading_asked_for_and_has_the_form() -> None:
    wants = read_wants("茶馆收费多少元")
    texts = (("资金", "2元"), ("资金", "很少"), ("做法", "2元"), ("做法", "很少"))
    assert [fit(wants, heading, text) for heading, text in texts] == [SIDE + MEASURED, SIDE, MEASURED, 0]
    assert [fit(read_wants("茶馆好大"), "做法", text) for text in ("600平米", "很大")] == [FORM, 0]
