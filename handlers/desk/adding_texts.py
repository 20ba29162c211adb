"""What editors are told of what they send, and of drafts. Chinese only; placeholders are named."""

ASK_ADD = (
    "把要入库的文章发过来：粘贴文字（长的可以分几条发）、转发消息、发文件（Word、PDF、网页、文本，几个也行）或网址。"
    "我读成草稿给你看，你点了「发布」才入库。不加了就发「取消」。"
)
ASK_ABOUT = "「{question}」还没有案例答得上。"
GOT = "收到，等你发完就读……"
NOTHING_TO_READ = "这个我读不了。请发文字、网址，或 Word、PDF、网页、文本文件；图片请先转成文字。"
TOO_LARGE = "「{name}」有 {size} MB，Telegram 只让我取 20 MB 以内的文件，请拆成几份，或把文字粘贴过来。"
TO_IMPORT = "「{name}」像是案例表格或一包案例卡，加案例用不了它。要成批导入，请回复那个文件发 /import；压缩包里是文章的，请解压以后一个一个发来。"
NOT_FETCHED = "「{name}」没能从 Telegram 取下来，请再发一次。"
PASTED = "粘贴的文字"
READING = "正在读「{name}」……"
READING_OF = "正在读「{name}」（第 {number}/{total} 份）……"
SECONDS = "已经 {seconds} 秒，你可以先忙别的。"
FILING = "读出 {count} 篇，正在和库里的比对……"
STOP = "不读了"
STOPPED = "好，不读了，什么也没有加。"
WENT_WRONG = "「{name}」没有读成，读它的程序出了错。请另存一份再发，或把文字粘贴过来。"
TOO_LONG = "「{name}」里的「{title}」有 {count} 万字，不像一个案例，请拆成几篇再发。"
NOTHING_READ = "没有读出新的草稿。"
READ = "读好了，{count} 篇草稿："
DRAFT_LINE = "#{id} {title}"
SAME_LINE = "库里已有一样的：#{id} {title}"
MORE = "……还有 {count} 篇，发 /drafts 看全部。"
PIECE_CHANGED = "改的这段收到了。"
PIECE_READ = "这段已经读成草稿了。要改，在草稿下面点「改」；要重读，发 /add 再来一次。"

IS_DRAFT = "草稿，还没有发布。来自「{name}」。"
DROPPED = "这篇草稿丢弃了。"
MISSING = "还差：{missing}。"
FIELDS = {
    "place": "地点",
    "year": "年份",
    "topics": "主题",
    "source": "出处",
    "publication": "报刊",
    "date": "出处日期",
    "done": "做法",
}
DOUBTFUL = "拿不准 {count} 处。"
TWIN = "和 #{id}「{title}」说的是同一件事，可以作为它的补充来源。"
SAME = "和 #{id}「{title}」几乎一样：是更正，请用 /edit {id} 改那一篇；是另一件事，再发布。"
REPLACES = "发布会替换 #{id}「{title}」。"
BESIDE = "同一个地方已有：{cases}。"

PUBLISH = "发布"
EDIT = "改"
DROP = "丢弃"
AS_FURTHER = "作为 #{id} 的补充来源"
SEE_DIFFERENCE = "看差别"
DIFFERENCE = "发布以后，#{id} 会这样变："
NO_DIFFERENCE = "和现在的没有差别。"
SEE_DOUBTS = "看疑点"
TO_DRAFTS = "回草稿箱"
TO_DRAFT = "回草稿"
PICK_UP = "捡回来"
UNDO = "撤销"
SEE_DRAFT = "看草稿{id}"

DOUBTS_TITLE = "#{id} 拿不准的地方"
DOUBT = "第 {line} 行：{text}"
OF_FILE = "整份材料：{text}"
NO_DOUBTS = "没有拿不准的地方。"
PUBLISHED = "发布了：#{id}「{title}」，现在就能查到。"
REPLACED = "发布了：#{id}「{title}」换成了这一版，原来的留在 /history {id} 里。"
FURTHERED = "作为补充来源加进了 #{id}「{title}」。"
STILL_MISSING = "还差：{missing}。随时可以用 /edit {id} 补上。"
DROPPED_NOW = "丢弃了草稿 #{id}「{title}」。"
DRAFTS_TITLE = "草稿箱：{count} 篇还没有发布"
DROPPED_TITLE = "丢弃的草稿：{count} 篇"
NO_DROPPED = "没有丢弃的草稿。"
TO_DROPPED = "丢弃的 {count} 篇"
NO_DRAFTS = "草稿箱是空的。发 /add 加一篇。"
BY = "{who} · {when}"
NAMELESS = "编辑"
