/** Message text and its entities → nodes. Telegram counts offsets in UTF-16 units, and so do JavaScript's strings. */

import { element } from "./dom.js";

const PLAIN = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const COLOURED = new Set(["hashtag", "cashtag", "mention", "text_mention", "email", "phone_number"]);

/** The nodes of a text. `act` does what its links and commands ask: openLink(url), command(text). */
export function rich(text, entities, act) {
  const left = [...(entities ?? [])].sort(outerFirst);
  return fill(document.createDocumentFragment(), { text, left, act }, 0, text.length);
}

function outerFirst(one, other) {
  return one.offset - other.offset || other.length - one.length || BLOCKS.has(other.type) - BLOCKS.has(one.type);
}

/** Puts text[start:end] into `parent`, taking the entities that begin there from work.left. */
function fill(parent, work, start, end) {
  let at = start;
  while (work.left.length && work.left[0].offset < end) {
    const entity = work.left.shift();
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (to <= from) continue;
    const { outer, inner } = wrap(entity, work.text.slice(from, to), work.act);
    parent.append(work.text.slice(at, from), outer);
    fill(inner, work, from, to);
    // A block ends its line itself; the line break after it would show as an empty line.
    at = BLOCKS.has(entity.type) && work.text[to] === "\n" ? to + 1 : to;
  }
  parent.append(work.text.slice(at, end));
  return parent;
}

/** The node of an entity, and the node inside it that takes the text. */
function wrap(entity, text, act) {
  if (entity.type === "expandable_blockquote") return expandable();
  const made = single(entity, text, act);
  return { outer: made, inner: made };
}

function single(entity, text, act) {
  if (PLAIN[entity.type]) return element(PLAIN[entity.type]);
  if (entity.type === "pre") return element("pre", entity.language ? { title: entity.language } : {});
  if (entity.type === "blockquote") return element("blockquote");
  if (entity.type === "spoiler") return spoiler();
  if (entity.type === "text_link") return link(entity.url, act);
  if (entity.type === "url") return link(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`, act);
  if (entity.type === "bot_command") {
    return element("button", { type: "button", className: "command", onclick: () => act.command(text) });
  }
  return element("span", COLOURED.has(entity.type) ? { className: "coloured" } : {});
}

/** A link where the address is one a browser may open; otherwise plain text. */
function link(address, act) {
  if (!safeAddress(address)) return element("span");
  return element("a", {
    href: address,
    title: address,
    target: "_blank",
    rel: "noopener noreferrer",
    onclick: (event) => { if (act.openLink(address)) event.preventDefault(); },
  });
}

/** The parsed address where it is http or https, otherwise null. */
export function safeAddress(address) {
  try {
    const url = new URL(address);
    return ["http:", "https:"].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

function spoiler() {
  const made = element("span", { className: "spoiler", role: "button", tabIndex: 0, "aria-label": "遮住的文字，点开看" });
  const reveal = () => {
    made.classList.add("revealed");
    for (const name of ["role", "tabindex", "aria-label"]) made.removeAttribute(name);
  };
  made.addEventListener("click", reveal);
  made.addEventListener("keydown", (event) => {
    if (!["Enter", " "].includes(event.key) || made.classList.contains("revealed")) return;
    event.preventDefault();
    reveal();
  });
  return made;
}

/** A quotation shown as three lines until its button is pressed; the button is there only where there is more. */
function expandable() {
  const inner = element("div", { className: "folded" });
  const toggle = element("button", { type: "button", className: "unfold", "aria-expanded": "false", hidden: true }, "展开");
  toggle.onclick = () => {
    const folded = inner.classList.toggle("folded");
    toggle.textContent = folded ? "展开" : "收起";
    toggle.setAttribute("aria-expanded", String(!folded));
  };
  const measure = () => {
    if (inner.classList.contains("folded")) toggle.hidden = inner.scrollHeight <= inner.clientHeight + 1;
  };
  // In a frame of its own: showing the button inside the observer would resize what is being observed.
  new ResizeObserver(() => requestAnimationFrame(measure)).observe(inner);
  return { outer: element("blockquote", { className: "expandable" }, inner, toggle), inner };
}
