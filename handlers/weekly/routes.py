"""The buttons of the weekly case, and who answers each.

e:c:CASE e:s:CASE:ON e:u:CASE   the full text, into the favourites or out, 对我有用
e:f:CASE e:ft:CASE:TOPIC e:k:CASE   少发这类: which topic (its checksum), no topic
e:x:CASE e:b:CASE               退订 and back
e:p:PAGE                        past editions
t:on t:off t:s                  subscribe, unsubscribe, the settings
t:KIND t:KIND:CHOICE            what a setting may be, and one of it: t topics, d day, h hour, p pause, c district, n kind of community, q silent, f 少发
"""

from __future__ import annotations

from collections.abc import Mapping

from ..access import Does
from ..house import Role
from . import editions, preview, reactions, settings, subscribing

PRESSES: dict[str, Does] = {
    r"e:c:\d{1,9}": reactions.full_text,
    r"e:s:\d{1,9}:[01]": reactions.save,
    r"e:u:\d{1,9}": reactions.useful,
    r"e:f:\d{1,9}": reactions.ask_fewer,
    r"e:ft:\d{1,9}:\w{8}": reactions.fewer,
    r"e:k:\d{1,9}": reactions.keep,
    r"e:x:\d{1,9}": reactions.leave,
    r"e:b:\d{1,9}": reactions.come_back,
    r"e:p:\d+": editions.weekly,
    "t:s": settings.show,
    "t:(on|off)": subscribing.by_button,
    r"t:[tcn](:\w{1,8})?": settings.choose,
    r"t:[dhp](:\d{1,2})?": settings.choose,
    r"t:[qf]:[01]": settings.choose,
}
DESK_PRESSES: Mapping[str, tuple[Role, Does]] = {
    r"d:w:a:[\dW-]+:\d{1,9}": (Role.EDITOR, preview.approve),
    r"d:w:s:[\dW-]+:\d{1,9}": (Role.EDITOR, preview.swap),
    r"d:w:x:[\dW-]+": (Role.EDITOR, preview.stop),
    r"d:w:r:[\dW-]+": (Role.EDITOR, preview.resume),
    r"d:w:u:[\dW-]+": (Role.EDITOR, editions.send_uncertain),
    "d:w:t": (Role.EDITOR, editions.test),
    r"d:w:n:[\dW-]+": (Role.EDITOR, editions.ask_send_now),
    r"d:w:y:[\dW-]+": (Role.EDITOR, editions.send_now),
}
"""What the editors' buttons carry is told in desk/buttons.py."""
