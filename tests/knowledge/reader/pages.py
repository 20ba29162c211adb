"""A newspaper article made for tests, and the ways a page damages one."""

from __future__ import annotations

from dataclasses import dataclass

HEADLINE = "老车棚变身“议事厅” 梧桐树下话家常"
BYLINE = "示例社区报记者 林小禾 街道供图"
PLACE = "成都市双流区东升街道梧桐社区"
SECTIONS = (
    (
        "",
        (
            "一棵老梧桐，几把竹椅子，一壶盖碗茶……3月12日傍晚，双流区东升街道梧桐社区的老车棚里又坐满了人。这里是居民口中的“梧桐议事厅”，也是街坊们商量大事小情的地方。",
            "梧桐社区地处老城，辖区面积0.6平方公里，有老旧院落12个，居民4300余人，六成以上是退休的老年人。院落没有物业，路灯不亮、车辆乱停，曾经是社区干部最头疼的事情。",
        ),
    ),
    (
        "A 把会开到树下 把话说到明处",
        (
            "“以前开会在办公室，来的都是几张老面孔。”社区党委书记周建平说，2022年春天，社区把会场搬到车棚，每周三傍晚由居民自治小组轮流主持，谁都可以坐下来提意见。",
            "为了让意见有回音，社区建立了“三张清单”制度，居民提出的问题列成需求清单，能够调动的力量列成资源清单，需要解决的事项列成项目清单，每月公布一次办理情况。",
        ),
    ),
    (
        "B 把钱花在刀刃 把账算给大家",
        (
            "修车棚的钱从哪里来？社区保障资金出了八万元，辖区商户捐了两万三千元，居民自己又凑了一万元。自治小组专门请退休会计陈淑芬管账，每一笔开支都贴在墙上的公示栏里。",
            "车棚的一半留给议事厅，另一半租给修鞋匠和裁缝铺，租金不高，每年能收入一万两千元，全部放进社区微基金，用来给独居老人换灯泡、修水管。",
        ),
    ),
    (
        "C 把事办成一件 把心聚拢一处",
        (
            "一年多来，议事厅开了六十八次会，解决了停车、照明、晾晒等问题一百零五件。去年冬天，东升街道把梧桐社区的经验写进了街道的工作手册。",
            "“现在走到哪里都有人打招呼。”住了三十年的居民何桂英说，从前大家关起门来过日子，现在一天不到车棚里坐一会儿，心里就觉得少了点什么。",
        ),
    ),
)
CAPTIONS = ("居民在老车棚里喝茶。", "修葺一新的“梧桐议事厅”。", "公示栏前的自治小组成员。", "裁缝铺前的老街坊。")


@dataclass(frozen=True, slots=True)
class Cut:
    """A paragraph (section, number) stopped after so many characters, with captions in between, and the headline once more where a column began."""

    section: int
    paragraph: int
    at: int
    captions: tuple[str, ...] = ()
    headline: bool = False


def printed(
    cuts: tuple[Cut, ...] = (), order: tuple[int, ...] = (0, 1, 2, 3), again: tuple[int, int] | None = None
) -> str:
    """The article as a page prints it: paragraphs cut, sections in another order, a paragraph once more at the end, broken."""
    lines = ["", "", HEADLINE, "", "■" + "本期走访：", PLACE, ""]
    for section in order:
        heading, paragraphs = SECTIONS[section]
        lines += [heading, ""] if heading else []
        for number, text in enumerate(paragraphs):
            lines += _cut(text, [cut for cut in cuts if (cut.section, cut.paragraph) == (section, number)])
    if again:
        text = SECTIONS[again[0]][1][again[1]]
        end = text.index("，") + 1
        lines += [text[:end], "", text[end:], ""]
    return "\n".join([*lines, BYLINE, ""])


def _cut(text: str, cuts: list[Cut]) -> list[str]:
    if not cuts:
        return [text, ""]
    cut = cuts[0]
    between = [line for caption in cut.captions for line in ("", "", "", caption, "")]
    return [text[: cut.at], *(between or [""]), *([HEADLINE, ""] if cut.headline else []), text[cut.at :], ""]
