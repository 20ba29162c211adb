"""Every sentence a reader is told in chat, and those that chat and terminal share, by name. Chinese only; placeholders are named."""

import errno

FOUND = "找到 {count} 个案例。"
MATCHED = "匹配：{matched}"
ALSO = "也搜了：{also}"
CORRECTED = "没找到「{question}」，按「{corrected}」找的。"
WEAK = "没有完全对上的，下面的只沾边。"
NOTHING = "没有。库里没有答得上「{question}」的案例。"
NOTHING_CORRECTED = "没有。库里没有答得上「{question}」的案例，按「{corrected}」也没找到。"
ABSENT = "没有。库里还没有「{places}」的案例，有的是：{districts}。"
SOURCE = "出处{number}：{source}"
UNCITED = "另有 {count} 个出处，见全文。"

WHY_SHELL = "只是问法：{words}"
WHY_INTENT = "想知道：{words}"
WHY_PLACES = "库里的地方：{words}"
WHY_ABSENT = "库里没有的地方：{words}"
WHY_REFUSED = {
    "place": "没有：问的地方库里没有",
    "point": "没有：问的这样东西库里没有",
    "share": "没有：问的话里要有的词，案例里有的太少",
    "form": "没有：最近的案例没有写到问的数、钱或人",
}
WHY_TERM = "「{text}」{weight:.1f}，{passages} 段里有{needed}{expansions}"
WHY_NEEDED = "，答案要有"
WHY_EXPANSIONS = "；也搜：{words}"
WHY_CASE = (
    "#{id}（{tier}）{score:.1f} =（段落 {passage:.1f} + 窗口 {window:.1f} + 所问 {fit:.1f}）"
    "× 占 {share:.2f} × 原话 {phrase:.2f} + 整案 {held:.1f}{own}"
)
WHY_OWN = " + 正是问的地方 {own:.1f}"
WHY_HELD = "「{word}」{way}「{by}」{cover:.2f}"
TIERS = {"exact": "有原话", "terms": "有原词", "near": "靠近义词", "fuzzy": "靠音形", "none": "没对上"}
WAYS = {"as_asked": "原词", "in_parts": "拆开", "by_synonym": "近义", "by_sound": "同音", "by_topic": "话题"}

CASE_YEAR = "{year}年"
CAPTIONS = "图片说明"
NOTES = "备注"

REASONS = {
    errno.ENOENT: "没有这个位置",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EEXIST: "已经有同名的文件",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EISDIR: "它是一个文件夹",
    errno.EROFS: "那里只能读",
    errno.ENOSPC: "磁盘满了",
}

# In chat.

SMALL_TALK = {
    "谢谢|谢谢你|谢了|多谢|感谢|辛苦了": "不客气，有问题再问。",
    "在吗|在不在|有人吗|有人没得": "在的，直接问就行。",
    "你是谁|你是哪个|你是啥子": "我是茶铺，一个社区治理案例库：问我谁做过、怎么做的、钱从哪来、效果怎样，我找案例里的原话给你。",
}
"""Regular expressions for what is no question, and what is said to it."""
DESCRIPTION = (
    "社区治理案例库。像问同事一样直接打字，比如「共享茶铺怎么运营」，给你最对得上的案例、原样的摘录和出处。"
    "库里没有的，就说没有。"
)
SHORT_DESCRIPTION = "社区治理案例库：直接打字提问，给案例、摘录和出处。"
START = (
    "这里是茶铺，库里有 {count} 个社区治理案例。\n\n"
    "直接打字问就行，像问同事一样，四川话、错别字都不要紧。比如：\n"
    "· 共享茶铺怎么运营\n· 网约房咋个管\n· 有哪些社区做了社区基金\n\n"
    "库里没有的，我会说没有。想每周收一个案例，发「订阅」。"
)
HELP_TITLE = "怎么用"
HELP = (
    "直接打字就是提问，打编号就能打开案例，比如 17。"
    "改了已经发出的问题，我的答复会跟着改。在群里发 /ask 加问题，或者 @ 我、回复我。"
)
COMMAND_LINE = "{words}　{about}　/{name}"
EXAMPLE = "，如"
"""Begins the example in what the menu says, which /help has already given."""
ASK_WHAT = "想了解哪方面？比如「共享茶铺怎么运营」。"
CUT_QUESTION = "问题有点长，我取了前 {most} 字来找。"
ONLY_TEXT = "我现在只看得懂文字，请把问题打成字发给我。想推荐案例，先发 /suggest，再发文字、链接或文件。"
UNKNOWN_COMMAND = "没有「{name}」这个命令，发 /help 看看有哪些。"

FOUND_MOST = "不止 {count} 个案例，先给最相关的 {count} 个"
FOUND_ALL = "找到 {count} 个案例"
SHOWN = "，这是第 {first}–{last} 个。"
SHOWN_ONE = "，这是第 {first} 个。"
SOURCE_LINK = "原文"
ABOUT_ANSWER = "摘自案例库，金额与政策以最新文件为准。编号 {id}"
CUT = "……（节选）"
MISS_LOOK = "可以点下面的看看。"
MISS_TELL = "点「有了通知我」，以后有了会告诉你。"
MISS_IN_GROUP = "在私聊里可以点「有了通知我」，以后有了会告诉你。"
NEAR_CASES = "挨得近的案例："
NOT_TOLD = "报道未提及"
NOT_SORTED = "没有单列，见全文"
WHAT_WAS_DONE = "做法"

SEE_CASE = "看案例{id}"
SEE_ALL = "在私聊看全部"
PREVIOUS = "上一页"
NEXT = "下一页"
BACK = "返回"
USEFUL = "有用"
USELESS = "没答到"
TELL_ME = "有了通知我"
CHANGE = "改"
HIDE = "下架"
SHOW = "恢复"
HISTORY = "历史"
HIDDEN = "这个案例下架了，读者看不到。"
PASS_ON = "转给同事"
COMPARE_THESE = "对比这几个"
SAVE_CHECK = "存为考题"
SAVE = "收藏"
UNSAVE = "取消收藏"
COPY_SOURCE = "复制出处"
ORIGINAL = "看原文"
REASON_BUTTONS = ("不是我要的", "太旧了", "缺资金信息", "原文打不开")
WRITE_REASON = "写一句"
NO_REASON = "不说了"

VOTED = "记下了，谢谢。"
WHY_NOT = "记下了。方便的话点一下原因，不点也行。"
ASK_REASON = "请用一句话说说哪里没答到。发「取消」就不说了。"
REASON_PLACEHOLDER = "哪里没答到"
REASON_KEPT = "记下了：「{reason}」。谢谢。要提问，直接再发就行。"
WISH_KEPT = "记下了，库里有了会告诉你。"
WISH_ANSWERED = "现在已经有了，把问题再发一次就能看到。"
SAVED = "收好了，发「收藏」能找到。"
UNSAVED = "拿掉了。"
EDITORS_ONLY = "这个操作只有编辑能用。要当编辑，请找馆主。"
OWNERS_ONLY = "这个操作只有馆主能用。"
NOT_YOURS = "这是别人问的，请自己发 /ask 提问。"

CASE_PAGE = "第 {page}/{pages} 页"
CONTINUED = "{heading}（续）"
BROWSE = "案例目录：共 {count} 个案例。想按哪样看？"
NO_LIBRARY = "库里还没有案例，请编辑先入库。"
BY_TOPIC = "按主题"
BY_DISTRICT = "按区县"
BY_YEAR = "按年份"
COUNTED = "{name}　{count} 个"
TO_BROWSE = "回目录"
LIST_TITLE = "{name}：{count} 个案例"
NEWEST = "最新入库"
SAVED_TITLE = "我的收藏"
SAVED_NONE = "还没有收藏。打开一个案例，点「收藏」就在这里了。"
ASK_CASE = "想看哪个案例？写上编号，比如 /case 17。不记得编号就发「目录」。"
ASK_COMPARE = "想对比哪几个？写上 2 到 4 个编号，比如 /compare 3 17。"
TO_FULL = "在私聊看全文"
COMPARE_TITLE = "对比：{cases}"
GROUP_MENU = "这个在私聊里用。"
TO_PRIVATE = "去私聊"

CANCELLED = "好，退出了。"
NOTHING_TO_CANCEL = "现在没有要退出的步骤，直接打字提问就行。"
PRIVACY = (
    "我留着你的这些数据：你问过的问题（连同聊天和消息的编号、答复了哪些案例）、你点的「有用」「没答到」和原因、你的收藏、你要我「有了通知我」的问题、你推荐的线索、你的订阅和收到的每周一案。"
    "只用来答复你、改进案例库，不给别人。\n\n现在共有 {count} 条。可以全部导出，也可以全部删掉。"
)
PRIVACY_NONE = "我这里没有你的数据。问过问题、点过按钮之后，来这里能看到、导出、删掉。"
YOUR_NUMBER = "你的编号是 {id}。馆主请你当编辑的时候，会要这个编号。"
EXPORT_MINE = "导出我的"
DELETE_ME = "删掉我的"
DELETE_SURE = "删掉之后找不回来：收藏、订阅、要通知的问题都会没有，以前答复下面的按钮也会失效。确定吗？"
DELETE_EDITOR = "你的编辑身份也会取消。"
DELETE_NOW = "确定删掉"
DELETE_NOT = "不删了"
DELETED = "都删掉了，我这里没有你的数据了。以后再提问，会从头记起。"
NOT_DELETED = "好，都还在。"
EXPORT_NAME = "我在茶铺的数据.txt"
EMPTY = "无"

INLINE_NONE = "没有找到，去茶铺里问"
INLINE_WEAK = "只沾边　"
INLINE_OPEN = "在茶铺看全文"
TOO_FAST = "慢一点，{seconds} 秒后再问。"
EXPIRED = "这条结果太久了，重新发一次问题就好。"
FAILED = "刚才出了点问题，不是你的问题写得不对。编号 {id}，管理员已收到。"
FAILED_ALONE = "刚才出了点问题，不是你的问题写得不对。过一会儿再试；还不行，把编号 {id} 告诉管理员。"
FAILED_FOR_OWNERS = "出了一个错：{kind}，编号 {id}。详情在日志里。"

NO_TOKEN = "还差「CHAPU_TOKEN」：请向 @BotFather 申请机器人，把它给的 token 写进这个环境变量；只想试试就运行 make run。"
BAD_TOKEN = "「CHAPU_TOKEN」写得不对，应当像 123456:ABC-DEF，请从 @BotFather 那里重新复制。"
REFUSED_TOKEN = "「CHAPU_TOKEN」没有被 {url} 接受，请从 @BotFather 那里重新复制。"
BAD_URL = "「{name}」写得不对，应当是 http:// 或 https:// 开头的网址，请改好再启动。"
BAD_PROXY = "「CHAPU_PROXY」写得不对，应当像 http://127.0.0.1:7890 或 socks5://127.0.0.1:1080，请改好再启动。"
BAD_ZONE = "「CHAPU_TIMEZONE」里的「{name}」不是时区名，应当像 Asia/Shanghai，请改好再启动。"
BAD_ADMINS = "「CHAPU_ADMINS」里的「{name}」不是用户编号，应当是用英文逗号隔开的数字，请改好再启动。"
BAD_LISTEN = "「CHAPU_LISTEN」里的「{name}」写得不对，应当像 127.0.0.1:8443，请改好再启动。"
BAD_SECRET = "「CHAPU_WEBHOOK_SECRET」只能有字母、数字、_ 和 -，最多 256 个，请改好再启动。"
BAD_KEEP_DAYS = "「CHAPU_KEEP_DAYS」里的「{name}」写得不对，应当是 1 到 {most} 的天数，像 180，请改好再启动。"
BAD_WEEKLY = "「CHAPU_WEEKLY」里的「{name}」写得不对，应当像 mon 09:00（mon tue wed thu fri sat sun），请改好再启动。"
CANNOT_LISTEN = "「{name}」用不了（{reason}），请给 CHAPU_LISTEN 换一个地址或端口。"
REFUSED_WEBHOOK = (
    "「CHAPU_WEBHOOK_URL」没有被接受：要有 https 网址、有效的证书，端口是 443、80、88 或 8443，请改好再启动。"
)


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese."""
    return REASONS.get(error.errno or 0, f"系统错误 {error.errno}")
