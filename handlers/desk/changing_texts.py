"""What editors are told when they change cases, and take changes back. Chinese only; placeholders are named."""

CASE, DRAFT = "案例 #{id}", "草稿 #{id}"
HIDDEN = "（已下架）"
PARTS = {
    "title": "标题",
    "place": "地点",
    "year": "年份",
    "topics": "主题",
    "source": "出处",
    "section": "小节「{name}」",
    "kinds": "小节「{name}」各段讲的是",
    "captions": "图片说明",
    "notes": "备注",
}
"""Of a case, as changes name them."""
NO_HEADING = "开头"
OF_REPORT = "来源{number}的"
WHOLE_REPORT = "来源{number}（整篇）"
LEFT_OUT = "……"
NEW_LINE = "⏎\n"
NOT_SHOWN = "……后面还有 {count:,} 字没显示"
MORE_CHANGES = "（改动太多，后面还有 {count:,} 字没显示）"
WAS_HIDDEN = ("读者看得到 → 看不到了", "读者看不到 → 看得到了")
WAS_NEW = "新放进库里。"
NO_CHANGE = "内容没有不同。"

ASK_EDIT = "想改哪个案例或草稿？写上编号，比如 /edit 3。"
FACT = "{name}：{value}"
SECTIONS = "小节"
WHAT_TO_CHANGE = "要改哪一样？"
CHANGE_TITLE = "标题"
CHANGE_PLACE = "地点"
CHANGE_YEAR = "年份"
CHANGE_TOPICS = "主题"
CHANGE_SOURCE = "出处"
CHANGE_SECTION = "小节"
ADD_SECTION = "加一节"
CHOOSE_SOURCE = "{what}\n\n有几个出处，要改哪一个？"
CHOOSE_SECTION = "{what}\n\n要改哪一节？"
CHOOSE_NEW = "{what}\n\n要加哪一节？"
BACK = "返回"
ASK_TITLE = "请发新的标题，一行。"
ASK_PLACE = (
    "请发新的地点，比如「成都市锦江区柳江街道石榴社区」；也可以只发要改的那行，像「社区：石榴社区」。没有就发「无」。"
)
ASK_YEAR = "请发新的年份，比如 2021。不知道就发「无」。"
ASK_TOPICS = "请发新的主题，用顿号隔开；这里写的就是全部，没写的会去掉。没有就发「无」。可用的：{topics}"
ASK_SOURCE = (
    "请发要改的那几行，比如「日期：2020-05-06」，别的行不动。「日期：无」就是去掉日期；整个出处都不要，就发「无」。"
)
ASK_SECTION = "请把整节新的正文发给我，一行一段。"
ASK_NEW = "请把这一节的正文发给我，一行一段。"
ASKED = "{what}：改{part}"
NOW_IS = "现在是这样（点一下就能复制，改好再发来）："
COPY_NOW = "复制现在的"
DROP_SECTION = "删掉这一节"
NOT_CHANGE = "不改了"
NOT_TEXT = "要改内容，请发文字来。不改了就发「取消」。"
SAME = "和现在的一样，没有要改的。要改就再发一次，不改了就发「取消」。"
CHANGED_MEANWHILE = "「#{id}」刚刚被改过，请发 /edit {id} 看看现在的样子再改。"
GONE_SECTION = "「#{id}」的这一节（或这个来源）已经不在了，请发 /edit {id} 再选一次。"
MORE_PIECES = "收到了，已经有 {count} 字。后面还有就接着发，发完了点「就这些」。"
THAT_IS_ALL = "就这些"
NO_PIECES = "这一段已经收好了，或者放下太久了。要改请发 /edit 和编号。"
PREVIEW = "{what}：改{part}，还没有保存"
LEGEND = "划掉的去掉，加粗的是新的。点「保存」才算数；写错了，直接再发一次。"
SAVE = "保存"
AGAIN = "重写"
NOT_SAVED = "好，没有改。"
WAS_SAVED = "这次改动已经保存过了。"
FILE_NAME = "现在的样子.txt"
TOO_LONG = "这一节超过 {most} 字了，请分成几节，或者缩短再发。"
SAVED = "改好了：{what}「{title}」"
SAVED_HIDDEN = "这个案例下架着，读者还看不到。"
UNDO = "撤销"
REDO = "重做"
GO_ON = "继续改"

ASK_HIDE = "想下架哪个案例？写上编号，比如 /hide 3，几个也行：/hide 3 5。"
TOO_MANY = "一次最多 {most} 个编号，请分几次发。"
HIDE_DONE = "下架了：#{id}「{title}」。读者看不到、也搜不到了。"
SHOW_DONE = "恢复了：#{id}「{title}」。读者又看得到了。"
HIDE_ALREADY = "#{id}「{title}」早就下架了，没有动。"
SHOW_ALREADY = "#{id}「{title}」本来就没下架，没有动。"
HIDE, SHOW = "下架", "恢复"
SHOW_THIS = "恢复{id}"
HIDDEN_LIST = "下架了的案例，共 {count} 个"
NONE_HIDDEN = "没有下架的案例。要下架，请发 /hide 和编号。"
HIDDEN_LINE = "#{id} {title}"

ASK_HISTORY = "想看哪个案例的历史？写上编号，比如 /history 3。"
HISTORY = "#{id}「{title}」的历史，共 {count} 条"
NO_HISTORY = "#{id}「{title}」入库以后没有改过。"
ENTRY = "{number}. {when}　{who}　{act}"
ENTRY_PARTS = "　{parts}"
SEE_ENTRY = "看 {number}"
PAGE = "第 {page}/{pages} 页"
CHANGE = "#{id}「{title}」\n{when}　{who}　{act}"
TO_BEFORE = "恢复到改之前"
RESTORE = "把 #{id}「{title}」恢复成 {when} 改之前的样子，会有这些变化："
SURE_RESTORE = "确定恢复"
NOT_RESTORE = "不恢复"
RESTORED = "恢复好了：#{id}「{title}」"
ALREADY_SO = "#{id} 已经是这个样子了，没有动。"

ACTS = {
    "drop": "丢弃草稿",
    "pick up": "捡回草稿",
    "publish": "发布",
    "further": "补充来源",
    "edit": "修改",
    "hide": "下架",
    "show": "恢复",
    "restore": "恢复旧版",
    "import": "导入",
    "synonym": "加同义词",
    "unsynonym": "去掉同义词",
    "editor": "加编辑",
    "uneditor": "移除编辑",
    "undo": "撤销",
    "redo": "重做",
}
NO_DEED = "命令行或案例卡"
NO_EDITOR = "已注销的编辑"
OWNER = "馆主 {id}"
UNKNOWN = "编号 {id}"

NOTHING_TO_UNDO = "没有可以撤销的了：你做过的改动都撤销过，或者还没有做过。"
CANNOT_UNDO = "「{subject}」的这一步不能在这里撤销。"
UNDONE = "撤销了：{act} {subject}"
REDONE = "重做了：{act} {subject}"
DRAFT_AGAIN = "读者看不到它了；草稿还在，发 /edit {id} 接着改，或者发 /drafts 再发布。"
DRAFT_AGAIN_FURTHER = "那篇草稿又可以用了，发 /drafts 能找到。"
OF_CASE = "#{id}「{title}」"
UNDO_OWN = "/undo 只撤销你自己的上一步；要改回 #{id} 的某一次，发 /history {id}。"
UNDONE_FURTHER = "撤销了：从 #{id}「{title}」拿走补充来源「{subject}」"
MORE_CASES = "还有 {count} 个案例也变了。"
