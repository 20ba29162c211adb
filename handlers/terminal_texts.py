"""Every sentence a reader is told on the command line and in the terminal alone, by name, as in texts.py."""

WELCOME = "茶铺开门了，库里有 {count} 个案例。直接打问题，例如：共享茶铺怎么运营。打编号看全文，例如：1。空行离开。"
LEAVE = ("q", "quit", "exit", "退出", "再见")
PROMPT = "问> "
GOODBYE = "慢走。"

TRY = "可以试试：{suggestions}"
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
WAYS = {"as_asked": "原词", "in_parts": "拆开", "by_synonym": "近义", "by_sound": "同音", "by_topic": "话题"}
REPLAYED = "编号 {id}，{at} 问的「{question}」，当时给的案例：{cases}。"
REPLAY_OR_ASK = "--replay 自己带着问题，请去掉后面写的问题，或者去掉 --replay。"
NONE_THEN = "没有"

NO_CASES = "没有符合条件的案例。库里的主题有：{topics}；区县有：{districts}。"
UNKNOWN_TOPIC = "没有「{topic}」这个主题，可用的是：{topics}。"
NONE = "（还没有）"

FILED = "{became} #{id}《{title}》"
PREVIEW = "预览《{title}》  {facts}"
NOT_FILED = "以上是预览，还没有入库；没问题就加上 --publish 再运行一次。"
ADDED = "共 {total} 个文件：入库 {new}，更新 {changed}，未变 {same}，没读成 {failed}。"
NO_FILE = "没有找到文件「{name}」，请检查路径后再试。"
NOT_TEXT = "「{name}」不是 UTF-8 文本，请另存为 UTF-8 后再试。"
UNKNOWN_KIND = "「{name}」不是案例卡，目前只收 .md 的案例卡，请照 data/cases 里的样子写好再试。"
CANNOT_READ = "「{name}」读不出来（{reason}），请检查后再试。"
CANNOT_WRITE = "「{name}」写不进去（{reason}），请换一个位置再试。"
NOT_A_FOLDER = "没有找到案例文件夹「{name}」，请检查 --cases，或写 none 从空库开始。"
NOT_EMPTY = "「{name}」里已经有别的案例卡，为免混在一起，请换一个空文件夹。"
EXPORTED = "已导出 {count} 个案例到「{name}」。"
NOTICE = "注意：{problem}"
DASH_IS_JSON = "「-」是标准输出，只能写 JSON，请加上 --json，或给一个文件夹的名字。"

USAGE = "{fault}，请用 {path} --help 看写法。"
NO_OPTION = "没有「{name}」这个选项"
NO_COMMAND = "没有「{name}」这个命令"
MISSING = "还差「{name}」没有写"
BAD_VALUE = "「{name}」写得不对"
TOO_MANY = "多写了东西（带空格的问题要加引号）"
