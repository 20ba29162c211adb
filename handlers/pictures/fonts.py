"""A font of this machine that has all the letters of a picture: boxes tell nothing."""

from __future__ import annotations

from collections.abc import Iterable


def system_fonts() -> list[str]:
    """The font files of this machine."""
    from matplotlib.font_manager import findSystemFonts  # noqa: PLC0415 - the bot itself never loads it

    return findSystemFonts()


def find_font(letters: Iterable[str], fonts: Iterable[str]) -> str | None:
    """The first font file, a regular one before others, that has a sign for each of these letters; None where there is none."""
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415 - the bot itself never loads it

    wanted = [ord(letter) for letter in letters]
    found = []
    for path in fonts:
        try:
            font = FT2Font(path)
        except (OSError, RuntimeError):  # no font, or a kind that cannot be drawn
            continue
        if font.scalable and all(map(font.get_char_index, wanted)):
            found.append((font.style_name != "Regular", path))
    return min(found)[1] if found else None
