"""What a question wants to know: sides of a case, a number and its measure, a list; and whether a text is such an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..terms import fold

SIDE, FORM, MEASURED = 0.25, 0.5, 0.6
"""What telling a side that is asked for, and having the form of the answer, with its measure, are worth: shares of the question's weight."""
NUMBER = r"(?:\d[\d,.]*|[一二三四五六七八九十百千两]+)[余多几]?[万亿]?[余多]?"
MEASURE = "平方公里|平方米|平米|公里|个|名|位|户|家|支|项|件|次|块|元|类|间|处|岁|年|天|人|点|本|册|份|套|场|吨|亩|万|条|所|栋|期|台|辆|米"
COUNTING = "个名家处支项条件类场次"
"""Measures that are used for one another: 几条需求, 12项需求."""
SAME_MEASURE = {
    **dict.fromkeys(COUNTING, f"[{COUNTING}]"),
    "平米": "平方米|平米",
    "平方米": "平方米|平米",
    "点": "[点时:：]",
    "块": "[块元]",
    **dict.fromkeys(("钱", "块钱", "经费", "资金", "费用"), "元"),
    "人": "[人名]",
    "面积": "平方米|平米|亩|平方公里",
    "人口": "人|户",
    "岁数": "岁",
    "年纪": "岁",
    "比例": "%",
}
_SOME = "(?:(?<![这那前近好十])几|好多)(?!.{1,3}的)"
"""几 that asks; that of 几万块的, 这几天 does not."""
_LEADER = "书记|主任|负责人"
_RESIDENT = "居民|村民|老板|店主|业主|志愿者|队长|会长|医生|老师|太婆|婆婆|大爷|嬢嬢|老人|代表|党员"
_WHO = "叫|谁|哪个|哪位|名字|姓"
_NAMED = r"[\u4e00-\u9fff]{2,3}(?=[说介表告讲称感回向在对，:：、。])"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One side of a case: the words it is asked for with, the kinds of paragraph that tell it, the form an answer has; sure: whether it must have it."""

    name: str
    cue: re.Pattern[str]
    kinds: tuple[str, ...] = ()
    form: re.Pattern[str] | None = None
    sure: bool = True


ASPECTS = (
    Aspect(
        "资金",
        re.compile(
            r"(?<![丢偷骗过])钱|经费|资金|费用|收费|花费|预算|成本|出资|投入|价格|筹款|拨款|几元|几块|多少元|多少块"
        ),
        ("资金",),
        re.compile(
            r"\d[\d.,]*[余多]?[万亿]?[余多]?元|[自众募]筹|捐|募|义卖|资金|经费|费|补[贴助]|基金|[出投]资|盈利|收[入益]|免费|赚"
        ),
    ),
    Aspect(
        "成效",
        re.compile(r"效果|成效|结果|作用|好处|变化|改变|变成|变样|荣誉|获奖|奖项|称号|满意|反应|反响|评价|口碑"),
        ("成效",),
    ),
    Aspect("难点", re.compile(r"难点|困难|难处|问题|阻力|教训|反对"), ("难点", "背景")),
    Aspect("政策依据", re.compile(r"政策|依据|文件|规划|上级"), ("政策依据",)),
    Aspect("数量", re.compile(rf"多少|百分之几|几成|多大|好大|{_SOME}(?={MEASURE}|[千百])"), (), re.compile(NUMBER)),
    Aspect(
        "人物",
        re.compile(r"谁|哪位|叫什么|书记|主任|负责人|记者|牵头|干什么的|做什么的|啥子人|何人"),
        ("机制", "做法"),
    ),
    Aspect(
        "姓名",
        re.compile(rf"(?:{_LEADER}).{{0,4}}(?:{_WHO})"),
        (),
        re.compile(rf"(?:{_LEADER}|部长){_NAMED}"),
    ),
    Aspect(
        "人名",
        re.compile(rf"(?:{_RESIDENT}).{{0,4}}(?:{_WHO})"),
        (),
        re.compile(rf"(?:{_RESIDENT}){_NAMED}|[\u4e00-\u9fff](?:太婆|婆婆|大爷|嬢嬢)"),
        sure=False,
    ),
    Aspect(
        "时间",
        re.compile(r"什么时候|啥时候|何时|哪年|哪一年|哪天|几时|几月|多久"),
        (),
        re.compile(r"\d+(?:年|月|日|号|天|点)|去年|今年|前年|近日|年底|每[天周月]|周[一二三四五六日末]"),
    ),
    Aspect(
        "地点",
        re.compile(r"[在到去于](?:哪|什么地方|啥子?地方)"),
        (),
        re.compile(
            r"(?:[在于到]|走进)[^，。；、,;]{0,14}?(?:广场|公园|游园|小区|社区|街道|商场|学校|书院|门口|[路街巷楼号院站区村镇乡旁处])"
        ),
        sure=False,
    ),
    Aspect("机制", re.compile(r"机制|制度|组织架构|谁来管|怎么管|咋个管|规矩"), ("机制", "做法")),
    Aspect("背景", re.compile(r"背景|起因|为什么|为啥|原来|以前"), ("背景",)),
    Aspect("运营", re.compile(r"运营|经营|运作|运转|维持|赚钱|养活"), ("资金", "机制")),
    Aspect("做法", re.compile(r"怎么|怎样|如何|咋|做法|办法|措施|流程|步骤|经验"), ("做法", "机制")),
)
HOW = ASPECTS[-1]
"""怎么 is asked of everything: with another aspect it says nothing of its own."""
_LISTING = re.compile(
    r"哪些|哪几|(?<![在到去从于])哪(?:里|儿|个(?:社区|街道|地方|小区|村|院))|有没有.*案例|(?:案例|社区|街道|小区)(?:有几个|都有)|列(?:一下|出|个)|都有谁|清单有"
)
_WITH_MEASURE = re.compile(rf"(?:多少|{_SOME})(块?钱|经费|资金|费用|面积|人口|岁数|年纪|比例|{MEASURE})?")
_PAID = re.compile(r"(?:花费?|投入?|投资|收费?|捐|筹集?|募集?|拨|补贴|赚|挣)[了过到]?(?:多少|好多)")
_COUNTED = re.compile(r"(?:多少|好多)(?=[\u4e00-\u9fff])")
_ASKING = re.compile(
    rf"多少|多大|好大|百分之几|(?:几|好多)(?={MEASURE})|哪(?=一)|(?<![任几奈])何(?:[种处地时人者事物方]|(?=[年月日]))"
)
_ONE_OF = re.compile(r"一[个种场座位家条项次届类部本首支款间所名些件张片颗块段句幅艘架辆只头匹株棵门样边]")
"""What 哪 asks for one of: 哪一座."""
_ASKING_WORD = re.compile(
    r"(?:哪?几|多少|好多|第几).{0,2}|哪.{0,3}|百分之几|[干做叫]什么|多大|一共|分别|[被获]?评[为上]|获评|入选|用到|采用|涉及|架构|之类"
)
_CLAUSE = re.compile(r"[，。；！？,;!?\n]")
_SOFT = re.compile(
    r"(?:.{0,3}钱.{0,3}|经费|资金|费用|效果|成效|结果|作用|好处|变化|变成|反应|反响|评价|难点|困难|问题|政策|依据|文件|记者|机制|制度|案例|"
    r"经验|流程|步骤|数量|面积|人口|比例|名字|姓名|时间|社区|街道|小区|居民|治理|项目|工作|情况|建设|做法|稿子|稿件|文章|报道|新闻|作者|安逸|巴适|舒服|舒坦|好耍)+"
)


@dataclass(frozen=True, slots=True)
class Wants:
    """What a question wants to know. measure: of the number it asks for, "" where it names none; counted: what it asks the number of, any of these words."""

    aspects: tuple[Aspect, ...]
    measure: str
    listing: bool
    counted: tuple[str, ...] = ()


def read_wants(folded: str) -> Wants:
    """What a folded question wants to know."""
    measured = _WITH_MEASURE.search(folded)
    measure = (measured and measured.group(1)) or ("元" if _PAID.search(folded) else "")
    aspects = tuple(aspect for aspect in ASPECTS if aspect.cue.search(folded))
    return Wants(
        aspects=aspects[:1] + tuple(aspect for aspect in aspects[1:] if aspect is not HOW),
        measure=measure,
        listing=bool(_LISTING.search(folded)),
    )


def after_number(folded: str) -> str:
    """What follows 多少 in a folded question, "" where nothing does: it begins with what is counted."""
    asked = _COUNTED.search(folded)
    return folded[asked.end() :] if asked else ""


def blank_asking(folded: str) -> str:
    """A folded question with the characters that ask for a number as spaces, so that no word is made with them."""
    return _ASKING.sub(lambda match: " " * len(match.group()), folded)


def is_asking(word: str, before: str = "") -> bool:
    """Whether a word only asks; before: the character before it."""
    return bool(_ASKING_WORD.fullmatch(word) or (before == "哪" and _ONE_OF.fullmatch(word)))


def is_soft(word: str) -> bool:
    """Whether a word says which side of a case is meant, or stands in every case: an answer need not hold it."""
    return bool(_SOFT.fullmatch(word))


def must_tell(wants: Wants) -> Wants:
    """The same, less the forms that an answer need not have."""
    return replace(wants, aspects=tuple(aspect for aspect in wants.aspects if aspect.sure))


def answers_form(wants: Wants, text: str) -> bool:
    """Whether a text has what is asked for in form: a number with its measure or of what is counted, an amount, a date; True where no form is asked for."""
    text = fold(text)
    if wants.measure:
        measure = SAME_MEASURE.get(wants.measure, wants.measure)
        return bool(re.search(rf"{NUMBER}[^，。；、,;]{{0,2}}?(?:{measure})", text))
    clauses = [clause for clause in _CLAUSE.split(text) if any(word in clause for word in wants.counted)]
    forms = [aspect.form for aspect in wants.aspects if aspect.form]
    return all(any(map(form.search, clauses if wants.counted else [text])) for form in forms)


def asks_form(wants: Wants) -> bool:
    """Whether the answer has to have a form."""
    return bool(wants.measure) or any(aspect.form for aspect in wants.aspects)


def asks_for(wants: Wants, kind: str) -> bool:
    """Whether what a paragraph of this kind tells is asked for."""
    return any(kind in aspect.kinds for aspect in wants.aspects)


def fit(wants: Wants, kind: str, text: str) -> float:
    """How well a text fits what is wanted, from 0 to SIDE + MEASURED: by the kind of its paragraph, by the form it has."""
    side = SIDE if asks_for(wants, kind) else 0.0
    has_form = asks_form(wants) and answers_form(wants, text)
    return side + (0.0 if not has_form else MEASURED if wants.measure or wants.counted else FORM)
