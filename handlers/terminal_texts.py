"""Every sentence a reader is told on the command line and in the terminal alone, by name, as in texts.py."""

WELCOME = "茶铺开门了，库里有 {count} 个案例。直接打问题，例如：共享茶铺怎么运营。打编号看全文，例如：1。空行离开。"
LEAVE = ("q", "quit", "exit", "退出", "再见")
PROMPT = "问> "
GOODBYE = "慢走。"

TRY = "可以试试：{suggestions}"
REPLAYED = "编号 {id}，{at} 问的「{question}」，当时给的案例：{cases}。"
REPLAY_OR_ASK = "--replay 自己带着问题，请去掉后面写的问题，或者去掉 --replay。"
NONE_THEN = "没有"

NO_CASES = "没有符合条件的案例。库里的主题有：{topics}；区县有：{districts}。"
UNKNOWN_TOPIC = "没有「{topic}」这个主题，可用的是：{topics}。"
NONE = "（还没有）"

FILED = "{became} #{id}《{title}》{told}"
READ_AS = "，读到的是《{title}》"
FILE = "{name}  {count}"
CASES = "{count} 个案例"
CARD = "案例卡"
BECOMES = {
    "NEW": "新案例",
    "CHANGED": "替换 #{id}《{title}》，旧的留着版本",
    "SAME": "已在库里，是 #{id}《{title}》",
    "FURTHER": "补充来源，并入 #{id}《{title}》",
}
NO_PLACE = "（没读出地方）"
NO_YEAR = "（没读出年份）"
NO_TOPICS = "（没读出主题）"
NO_HEADING = "（无小标题）"
SECTION = "{heading} {count} 段"
SECTIONS = "正文：{sections}"
BEGINS = "开头：{text}"
CAPTION = "图：{text}"
NOTED = "备注：{notes}"
DOUBT = "存疑：第 {line} 行，{text}"
COMMUNITY, STREET = "社区", "街道"
BESIDE = "存疑：同一个{kind}已有 #{id}《{title}》，请核对是不是同一件事。"
MORE_DOUBTS = "存疑：还有 {count} 处"
PREVIEWED = "共 {total} 个文件、{cases} 个案例：新案例 {new}，替换 {changed}，补充来源 {further}，已在库里 {same}；没读成 {failed} 个文件。"
NOT_FILED = "以上是预览，还没有入库；没问题就加上 --publish 再运行一次。"
ADDED = "共 {total} 个文件：入库 {new}，更新 {changed}，补充来源 {further}，未变 {same}，没读成 {failed}。"
PUBLISH_OR_DRY = "--publish 要入库，--dry-run 什么都不写，请只留一个。"
STOPPED = "停下了，{total} 个文件里前 {done} 个已经办完。"
OUR_FAULT = "「{name}」没能读完，是茶铺自己出的错（{fault}），请留好这个文件，告诉维护茶铺的人。"
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
