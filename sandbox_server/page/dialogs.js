/** What comes over the page and goes again: toasts, alerts, choices, menus. */

import { element, find } from "./dom.js";

const TOAST_SHOWN = 4500;

export function toast(text) {
  const shown = element("p", { className: "toast" }, text);
  find("toasts").replaceChildren(shown);
  setTimeout(() => shown.remove(), TOAST_SHOWN);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("已复制");
  } catch {
    toast("浏览器不让复制，请选中文字自己复制。");
  }
}

/** Shows a text with one button, as Telegram shows a callback answer with show_alert. */
export const alertBox = (text) => choose(text, []);

/** Asks for one of the options ({label, value}); the chosen value, or null where the person closed it. */
export function choose(question, options) {
  const dialog = element("dialog", {}, element("p", {}, question));
  const row = element("form", { method: "dialog", className: "choices" });
  for (const { label, value } of options) row.append(element("button", { type: "submit", value }, label));
  row.append(element("button", { type: "submit", value: "", className: "quiet" }, options.length ? "取消" : "确定"));
  dialog.append(row);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue || null);
    });
  });
}

/** A small menu at a point of the window; items are {label, run}. */
export function popMenu({ x, y }, items) {
  const menu = element("div", { className: "menu", popover: "auto", role: "menu" });
  for (const { label, run } of items) {
    const choice = () => { menu.hidePopover(); run(); };
    menu.append(element("button", { type: "button", role: "menuitem", onclick: choice }, label));
  }
  menu.addEventListener("keydown", (event) => moveFocus(menu, event));
  menu.addEventListener("toggle", (event) => { if (event.newState === "closed") menu.remove(); });
  document.body.append(menu);
  menu.showPopover();
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - menu.offsetHeight - 8))}px`;
  menu.firstElementChild.focus();
}

function moveFocus(menu, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...menu.children];
  const next = items.indexOf(document.activeElement) + step;
  items[(next + items.length) % items.length].focus();
}
