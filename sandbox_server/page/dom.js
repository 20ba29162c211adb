/** Small makers of nodes. Text only ever becomes text nodes: nothing on this page parses HTML. */

export const find = (id) => document.getElementById(id);

/** A new element. Names the element knows are set as properties, others (aria-…, data-…, role) as attributes. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** A round picture: the name's first character on a colour that always goes with this id. */
export function paintAvatar(node, name, id) {
  node.textContent = [...name][0] ?? "";
  node.dataset.colour = colour(id);
  return node;
}

export const colour = (id) => (Math.abs(id) % 11) % 7;

export const avatar = (name, id) => paintAvatar(element("span", { className: "avatar", "aria-hidden": "true" }), name, id);

const CLOCK = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat("zh-CN", { month: "long", day: "numeric" });
const YEAR = new Intl.DateTimeFormat("zh-CN", { year: "numeric", month: "long", day: "numeric" });

export const clock = (seconds) => CLOCK.format(new Date(seconds * 1000));

export function day(seconds) {
  const date = new Date(seconds * 1000);
  const now = new Date();
  const daysAgo = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86400000);
  if (daysAgo === 0) return "今天";
  if (daysAgo === 1) return "昨天";
  return (date.getFullYear() === now.getFullYear() ? DAY : YEAR).format(date);
}

export function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} 字节`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

/** What a message says, in one line: for the chat list, the reply bar and screen readers. */
export function gist(message) {
  const file = message.document && `[文件] ${message.document.file_name ?? ""}`;
  const words = message.text ?? message.caption ?? "";
  return [file, message.photo && "[图片]", words].filter(Boolean).join(" ").replace(/\s+/g, " ") || "[消息]";
}
