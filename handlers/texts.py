"""Every sentence a reader is told, by name. Chinese only; placeholders are named."""

import errno

WELCOME = "茶铺开门了，库里有 {count} 个案例。直接打问题，例如：共享茶铺怎么运营。打编号看全文，例如：1。空行离开。"
LEAVE = ("q", "quit", "exit", "退出", "再见")
PROMPT = "问> "
GOODBYE = "慢走。"

FOUND = "找到 {count} 个案例。"
MATCHED = "匹配：{matched}"
ALSO = "；也搜了：{also}"
CORRECTED = "没找到「{question}」，按「{corrected}」找的。"
WEAK = "没有完全对上的，下面这些只沾边："
NOTHING = "没有。库里没有答得上「{question}」的案例。"
ABSENT = "没有。库里还没有「{places}」的案例，有的是：{districts}。"
TRY = "可以试试：{suggestions}"
SOURCE = "出处：{source}"

NO_CASES = "没有符合条件的案例。库里的主题有：{topics}；区县有：{districts}。"
UNKNOWN_TOPIC = "没有「{topic}」这个主题，可用的是：{topics}。"
CASE_YEAR = "{year}年"
CAPTIONS = "图片说明"
NOTES = "备注"

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
USAGE = "{fault}，请用 {path} --help 看写法。"
NO_OPTION = "没有「{name}」这个选项"
NO_COMMAND = "没有「{name}」这个命令"
MISSING = "还差「{name}」没有写"
BAD_VALUE = "「{name}」写得不对"
TOO_MANY = "多写了东西（带空格的问题要加引号）"
DASH_IS_JSON = "「-」是标准输出，只能写 JSON，请加上 --json，或给一个文件夹的名字。"
NONE = "（还没有）"
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


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese."""
    return REASONS.get(error.errno or 0, f"系统错误 {error.errno}")
