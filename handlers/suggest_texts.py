"""Every sentence a reader is told of what they suggest for the library, by name, as in texts.py."""

ASK = "看到好案例了？把它发给我：文字、链接、文件（Word、PDF、网页）都行，转发来的也行。一条装不下的，存成文件发。发「取消」就不推荐了。"
PLACEHOLDER = "文字、链接或文件"
UNFIT = "这个我收不了。请把文字打出来，或者发链接、文件（Word、PDF、网页）。发「取消」就不推荐了。"
TOO_SHORT = "「{words}」太短了，看不出是哪个案例。请写上哪里、做了什么，或者发链接、文件。发「取消」就不推荐了。"
TOO_LARGE = "「{name}」有 {size} MB，超过 20 MB 的文件我取不到。请发小一点的，或者只发讲这个案例的那几页。"
KEPT = "收下了，谢谢你。编辑会看，用不用都告诉你。\n"
READ = "这条收下了，编辑正在看。\n"
ASK_CREDIT = "发布的时候，要写「线索由{name}提供」吗？"
WITH_CREDIT = "发布的时候会写「线索由{name}提供」。"
WITHOUT_CREDIT = "发布的时候不写你的名字。"
REFUSED_BEFORE = "这条编辑看过了，没有采纳：{reason}"
PUBLISHED_BEFORE = "这条已经发布了，是案例 #{id}。"
PUBLISHED_ONCE = "这条已经发布了。"
SIGN = "署名「{name}」"
NO_SIGN = "不署名"
A_READER = "一位读者"

ACCEPTED = "你推荐的「{what}」收下了，编辑正在看。有了结果再告诉你。"
REFUSED = "你推荐的「{what}」编辑看过了，这次没有采纳。\n{reason}\n谢谢你留心。"
REFUSED_WORDS = "编辑说：{reason}"
PUBLISHED = "你推荐的「{what}」发布了，是案例 #{id}。谢谢你！"
REASONS = (
    "库里已经有一样的了。先打字问问我有没有，就不会白忙。",
    "它讲的不像是社区治理。谁为居民办了什么事、怎么办的、办成什么样，这样的最合适。",
    "内容少了点，整理不成案例。补上怎么做的、花了多少钱、有什么效果，再发一次就好。",
    "看不清是哪里来的。请带上报纸、网站或单位的名字和日期，再发一次就好。",
)
"""In the order of the editors' buttons: why a suggestion was not taken, and what would help."""
