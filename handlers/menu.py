"""What the commands are called: in the menu, and in Chinese words. By name, in no order; routes.py has that."""

MENU = {
    "start": "开始使用",
    "ask": "提问，如 /ask 共享茶铺怎么运营",
    "browse": "按主题、区县、年份看案例",
    "new": "最新入库",
    "random": "随手翻一个",
    "case": "看某个案例，如 /case 17",
    "compare": "对比案例，如 /compare 3 17",
    "saved": "我的收藏",
    "privacy": "我的数据",
    "help": "怎么用",
    "cancel": "退出当前步骤",
    "export": "导出全部案例",
    "import": "导入表格或案例卡",
}
"""What the command menu says."""
WORDS = {
    "start": "你好|您好|开始",
    "browse": "分类|目录|案例目录",
    "new": "最新|最新入库",
    "random": "随便看看|随手翻一个",
    "case": r"(?:案例|第|[#＃])?\s*\d{1,9}\s*(?:号案例|个案例|案例|号|个)?",
    "compare": r"(?:对比|比较)?\s*[#＃]?\d{1,9}(?:[\s,，、和与跟及#＃]+\d{1,9})+",
    "saved": "收藏|我的收藏",
    "privacy": "隐私|我的数据",
    "help": "帮助|怎么用",
    "cancel": "取消|算了|退出",
    "export": "导出|导出案例",
    "import": "导入|导入案例",
}
"""Regular expressions for what may be typed instead of a command."""
SHOWN_WORDS = {
    "start": "你好",
    "ask": "共享茶铺怎么运营",
    "browse": "目录",
    "new": "最新",
    "random": "随便看看",
    "case": "案例17",
    "compare": "对比 3 17",
    "saved": "收藏",
    "privacy": "隐私",
    "help": "帮助",
    "cancel": "取消",
    "export": "导出",
    "import": "导入",
}
"""One of the words for each command, for /help."""
