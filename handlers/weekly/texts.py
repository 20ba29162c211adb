"""Every sentence of the weekly case (Chinese)."""

NAME = "茶铺 · 每周一案"
HEAD = "每周一案 · 第{number}周"
AGAIN = "库里的案例你都收过一轮了，这是再来一轮。"
NEAR = "与你相近：{near}"
LINE = "编辑说：{line}"
TALK = "聊一聊"
NO_QUESTION = "这件事搬到我们社区，第一步该做什么？最难的是哪一步？"
NOT_TOLD = "报道未提及"

FULL = "全文"
SAVE = "收藏"
UNSAVE = "取消收藏"
USEFUL = "对我有用"
FEWER = "少发这类"
LEAVE = "退订"
COME_BACK = "重新订阅"
KEEP_ALL = "不用了"
USEFUL_KEPT = "记下了，谢谢。"
WHICH_FEWER = "哪一类少发些？"
FEWER_KEPT = "好，「{topic}」的往后少发。发{settings}可以改回来。"
FEWER_NONE = "这个案例没有分类，少不了。不想收了可以点「退订」。"
LEFT = "已退订，不会再发。收藏还在。"
LEFT_NOW = "已退订，不会再发。想回来，随时发{subscribe}。"
NOT_THERE = "本来就没有订阅。想订阅，发{subscribe}。"
BACK_AGAIN = "又订上了。{when}"
SUBSCRIBED = (
    "订好了，{every} 发一个案例。\n下一期：{next}。\n\n想按主题收、换个时间，发{settings}；不想收了，随时发{leave}。"
)
SUBSCRIBED_ALREADY = "已经订着了，{every} 发一个案例。下一期：{next}。要改主题、时间，发{settings}。"
PAUSED_TILL = "停着，{day}起再发"
NEXT_IS = "下一期：{next}。"
ADMINS_ONLY = "这要群管理员来点。"
ADMINS_SAY = "在群里，订阅、退订和设置要群管理员来发。想自己收，请在私聊里发「订阅」。"
ANONYMOUS = "你是匿名发言，我认不出是不是管理员。请点下面的按钮，按钮我认得出人；或者先关掉「保持匿名」再发一次。"
GROUP_SUBSCRIBE = "替本群订阅"
GROUP_LEAVE = "替本群退订"
GROUP_SETTINGS = "本群设置"

DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
EVERY = "每{day} {hour}"
SETTINGS = "每周一案的设置"
OFF = "现在没有订阅。"
GONE = "现在收不到：之前发不进来。再订一次就好。"
SHOWN = {
    "when": "时间：{value}",
    "topics": "主题：{value}",
    "fewer": "少发：{value}",
    "silent": "提醒：{value}",
    "pause": "暂停：{value}",
    "community": "我的社区：{value}",
}
ANY = "不限"
NONE = "没有"
LOUD, SILENT = "有声", "静音"
NOT_PAUSED = "没有"
UNKNOWN = "没填"
CHOOSE_TOPICS = "主题"
CHOOSE_DAY = "星期"
CHOOSE_HOUR = "钟点"
TO_SILENT, TO_LOUD = "改成静音", "改成有声"
CHOOSE_PAUSE = "暂停"
END_PAUSE = "不暂停了"
CHOOSE_DISTRICT = "区县"
CHOOSE_KIND = "社区类型"
CLEAR_FEWER = "不少发了"
DONE = "好了"
SUBSCRIBE = "订阅"
ASK_TOPICS = "想多收哪些主题？点一下选上，再点一下去掉；一个不选就是不限。有合适的，先发这些主题的。"
ASK_DAY = "星期几收？"
ASK_HOUR = "几点收？"
ASK_PAUSE = "停几周？到时候自己会接着发。"
ASK_DISTRICT = "你的社区在哪个区县？"
ASK_KIND = "你的社区是哪一种？"
CHOSEN = "✓{name}"
USUAL = "照常（{value}）"
WEEKS = "{count} 周"
NOT_SAID = "不填"

FEATURED = "第{number}周（{day}起）的每周一案，定为 #{id} {title}。"
FEATURED_LINE = "推荐语：{line}"
ASK_FEATURE = "想选哪个案例？写上编号，比如 /feature 3；也可以写哪一周、为什么值得看：\n/feature 3 2026-W49 三元一碗茶，养活一间茶铺"
ALREADY_SENT = "第{number}周的已经开始发了，换不了。要选下一周的，写 /feature {id} {next}。"
PAST_WEEK = "第{number}周已经过去了，换一个往后的周。"
FAR_WEEK = "「{word}」太远了，最多能定到一年后的。"
LONG_LINE = "推荐语最多 {most} 个字，现在有 {count} 个，请短一点再发。"
NO_CASE = "库里还没有案例，没有可发的。"

PREVIEW = "第{number}周（{day}起）要发的每周一案，就是上面这样，发给 {count} 个订阅者（选了主题的会按主题换）。不管它，就在{when} 准时发。"
PREVIEW_NOW = "第{number}周（{day}起）的每周一案，就是上面这样，现在开始发给 {count} 个订阅者。"
APPROVE, SWAP, STOP, RESUME = "通过", "换一个", "本周停发", "恢复"
APPROVED = "第{number}周的通过了：#{id} {title}，{when}。"
SWAPPED = "第{number}周的换成了 #{id} {title}，新的样子发在下面。"
STOPPED = "第{number}周停发了。改主意了，当天点「恢复」还会发。"
RESUMED = "第{number}周的恢复了，{when}。"
GOES_OUT, AT_ONCE, DAY_OVER = "{moment} 发", "今天的马上发", "那天的已经过了，不补；往后几天才轮到的照发"
OLD_BUTTON = "这是以前的按钮。发 /weekly 看现在的。"
NO_WEEK = "没看懂「{word}」是哪一周。可以写 2026-W49、W49、下周，或者那一周里的一天，如 2026-12-03；不写就是下一期。"
CHANGED_MEANWHILE = "第{number}周的已经换成 #{id} 了，请看最新的预览。"
OTHER_DECIDED = "{who}：{told}"
SENT_ALREADY = "这一期已经开始发了，换不了；可以停发剩下的。"

PAST = "往期每周一案"
NO_PAST = "还没有发过每周一案。发「订阅」，下一期就有你的。"
PAST_LINE = "第{number}周（{day}）　#{id} {title}"
STATE = "第{number}周（{day}起）：#{id} {title}"
STATE_NONE = "第{number}周（{day}起）：还没有定案例，{when} 的前一天会定。"
STATES = {"waiting": "没人停就发", "approved": "已通过", "stopped": "停发"}
COUNTS = "等着发 {waiting}，已发 {sent}，没发成 {failed}，退出 {blocked}"
MISSED = "错过 {count}（当天机器没开）"
UNSURE = "不确定到没到 {count}"
OPENED = "觉得有用 {count}"
SUBSCRIBERS = "订阅者 {count} 个"
TEST = "看看样子"
SEND_NOW = "现在发"
ASK_SEND = "不等到点，现在就发给还没收到的人（一共 {count} 个订阅者）？"
SEND_SURE, SEND_NOT = "现在就发", "先不发"
SENDING = "第{number}周的开始发了，发给 {count} 个订阅者，发完告诉你。"
NOBODY_LEFT = "第{number}周的该发的都发过了，没有要发的。"
NOBODY = "还没有人订阅。"
IS_STOPPED = "第{number}周停发了，先点「恢复」。"
WEEKLY_HOW = "没看懂「{words}」。/weekly 看往期和本周，/weekly test 发给你一个人看，/weekly send 现在就发。"

REPORT = "每周一案发完了：送到 {sent}，退出 {blocked}，没送到 {failed}，用时 {time}。"
REPORT_PART = "每周一案发了一部分：送到 {sent}，退出 {blocked}，没送到 {failed}，还在重试 {waiting}，发完再告诉你。"
REPORT_STOPPED = "每周一案停发了：之前送到 {sent}，退出 {blocked}，没送到 {failed}，停下 {waiting}。"
LATE = "有 {count} 个订阅者的每周一案当天没能发出去，隔天不补。"
UNCERTAIN = "{count} 个不确定到没到（发出去没有回音，或者正发着机器停了）：{chats}。不再发就可能有人没收到，再发就可能有人收到两遍。"
SEND_UNCERTAIN = "再发这 {count} 个"
MORE_CHATS = "等"
AGAIN_QUEUED = "好，再发这 {count} 个。"
NONE_UNCERTAIN = "没有不确定的了。"
SECONDS, MINUTES = "{seconds} 秒", "{minutes} 分 {seconds} 秒"
WEEK = "第{number}周"
DAY = "{month}月{day}日"
MOMENT = "{month}月{day}日 {weekday} {hour}"
AT = "{weekday} {hour}"

DISTRICTS = (
    "锦江区",
    "青羊区",
    "金牛区",
    "武侯区",
    "成华区",
    "龙泉驿区",
    "青白江区",
    "新都区",
    "温江区",
    "双流区",
    "郫都区",
    "新津区",
    "都江堰市",
    "彭州市",
    "邛崃市",
    "崇州市",
    "简阳市",
    "金堂县",
    "大邑县",
    "蒲江县",
    "高新区",
    "天府新区",
    "东部新区",
)
"""Those of Chengdu."""

PICKED = {True: "编辑选的", False: "自动选的"}
GOES_TO = "发给 {count} 个订阅者（另有 {paused} 个停着或这周还轮不到）："
OF_CASE = "#{id} {title}　{count} 个"
HAD_ALL, FITS = "又一轮", "合主题"
KINDS = {"private": "私聊", "group": "群", "channel": "频道"}

WORDS = {
    True: {"subscribe": "「订阅」", "leave": "「退订」", "settings": "「设置」"},
    False: {"subscribe": " /subscribe ", "leave": " /unsubscribe ", "settings": " /settings "},
}
"""What to send, in a private chat (True) and in a group or channel, where the bot hears commands alone."""
TRY_LATER = "没查到你是不是管理员，请过一会儿再试。"
