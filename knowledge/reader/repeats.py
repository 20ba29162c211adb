"""What is printed twice: kept once, the unbroken one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .blocks import Block, Kind
from .form import is_open, sentences, squeezed

TWICE = 15
"""Characters from which a text that stands on the page a second time was printed twice."""


def drop_repeats(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without those that another holds whole, and without sentences that were printed before; the first, or the unbroken one, stays."""
    texts = [squeezed(block.text) for block in blocks]
    repeated = repeated_in(blocks, texts)
    seen = set[str]()
    found = []
    for at, block in enumerate(blocks):
        if block.kind is Kind.BODY and at not in repeated:
            left = _without(block, seen)
            seen |= {squeezed(part) for part in sentences(block.text)}
            found += [left] if left.text else []
        elif block.kind is not Kind.BODY and (block.kind is not Kind.HEADING or texts[at] not in texts[:at]):
            found.append(block)
    return found


def repeated_in(blocks: Sequence[Block], texts: Sequence[str]) -> set[int]:
    """The positions of the body blocks that another holds, with the short pieces beside them that go with them there."""
    bodies = [at for at, block in enumerate(blocks) if block.kind is Kind.BODY]
    found = set[int]()
    for index, at in enumerate(bodies):
        if len(texts[at]) >= TWICE:
            held = next((i for i in bodies if i != at and _repeats(blocks[at], texts[at], texts[i], i < at)), None)
            if held is not None:
                found.add(at)
                before, _, after = texts[held].partition(texts[at])
                beside = [(i, before.endswith) for i in bodies[max(0, index - 1) : index]]
                beside += [(i, after.startswith) for i in bodies[index + 1 : index + 2]]
                found |= {i for i, goes_on in beside if i != held and len(texts[i]) < TWICE and goes_on(texts[i])}
    return found


def _without(block: Block, seen: set[str]) -> Block:
    """A block without the whole sentences that were seen before."""
    parts = sentences(block.text)
    kept = [part for part in parts if len(squeezed(part)) < TWICE or is_open(part) or squeezed(part) not in seen]
    return block if len(kept) == len(parts) else replace(block, text="".join(kept))


def is_second(blocks: Sequence[Block], at: int) -> bool:
    """Whether a block that stops in a sentence was printed before, and stopped there too."""
    text = squeezed(blocks[at].text)
    return blocks[at].open and len(text) >= TWICE and any(text == squeezed(block.text) for block in blocks[:at])


def _repeats(block: Block, text: str, other: str, earlier: bool) -> bool:
    """Whether a text is in another; where both stop at the same place, each may yet go on, and neither is taken for the repeat."""
    return text in other and (len(text) < len(other) or (earlier and not block.open))
