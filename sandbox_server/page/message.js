/** One message → one row: the bubble, its keyboard and the button for replying and editing. */

import { avatar, clock, colour, element, fileSize, gist, icon } from "./dom.js";
import { copy, popMenu } from "./dialogs.js";
import { rich } from "./entities.js";

/**
 * The row of a message. `view` says how it is seen: {group, person (who looks), bot}.
 * `act` does what is asked of it: press, openLink, command, reply, edit, jump, inlineHere, inlineElsewhere, isWaiting.
 */
export function messageRow(message, view, act) {
  const notice = serviceText(message);
  if (notice) return element("li", { className: "notice", "data-id": message.message_id }, notice);
  const mine = message.from?.id === view.person;
  const row = element("li", { className: `row ${mine ? "mine" : "theirs"}`, "data-id": message.message_id });
  if (view.group && !mine) row.append(avatar(author(message).name, author(message).id));
  const stack = element("div", { className: "stack" }, bubble(message, view, act), keyboard(message, act));
  row.append(stack, actions(message, mine, act));
  stack.addEventListener("contextmenu", (event) => {
    // Links, and a selection the person wants to copy, keep the browser's own menu.
    if (event.target.closest("a") || !getSelection().isCollapsed) return;
    event.preventDefault();
    openActions({ x: event.clientX, y: event.clientY }, message, mine, act);
  });
  return row;
}

/** An anonymous admin writes as the group itself. */
export function author(message) {
  const from = message.sender_chat ?? message.from ?? { id: 0 };
  return { id: from.id, name: from.title ?? [from.first_name, from.last_name].filter(Boolean).join(" ") };
}

function serviceText(message) {
  const names = (people) => people.map((person) => person.first_name).join("、");
  if (message.new_chat_members) return `${names(message.new_chat_members)} 进了群`;
  if (message.left_chat_member) return `${names([message.left_chat_member])} 离开了群`;
  return null;
}

function bubble(message, view, act) {
  const made = element("article", { className: "bubble" });
  if (view.group) made.append(element("p", { className: "name", "data-colour": colour(author(message).id) }, author(message).name));
  else made.append(element("span", { className: "unseen" }, `${author(message).name}：`));
  if (message.via_bot) made.append(element("p", { className: "via" }, `通过 @${message.via_bot.username}`));
  if (message.reply_to_message) made.append(replied(message.reply_to_message, act));
  if (message.photo) made.append(picture(message));
  if (message.document) made.append(file(message.document));
  const text = element("div", { className: "text" });
  text.append(rich(message.text ?? message.caption ?? "", message.entities ?? message.caption_entities, act));
  text.append(meta(message));
  made.append(text);
  return made;
}

function meta(message) {
  const written = new Date(message.date * 1000);
  const time = element("time", { dateTime: written.toISOString(), title: written.toLocaleString("zh-CN") }, clock(message.date));
  return element("span", { className: "meta" }, message.edit_date ? element("span", {}, "已编辑") : null, time);
}

function replied(message, act) {
  const made = element("button", { type: "button", className: "replied", title: "看原消息" });
  made.append(element("strong", {}, author(message).name), element("span", {}, gist(message)));
  made.onclick = () => act.jump(message.message_id);
  return made;
}

const fileAddress = (id) => `/page/file/${encodeURIComponent(id)}`;

function picture(message) {
  const largest = message.photo.at(-1);
  const address = fileAddress(largest.file_id);
  // The size is told beforehand, so that the conversation does not jump when the picture comes.
  const image = element("img", { src: address, alt: message.caption ?? "图片", width: largest.width, height: largest.height });
  return element("a", { className: "photo", href: address, target: "_blank", rel: "noopener" }, image);
}

function file(document) {
  const name = document.file_name ?? "文件";
  const size = document.file_size === undefined ? "" : fileSize(document.file_size);
  const words = element("span", { className: "file-words" }, element("strong", {}, name), element("span", {}, size));
  const badge = element("span", { className: "file-badge" }, icon("file"));
  return element("a", { className: "file", href: fileAddress(document.file_id), download: name, title: `下载 ${name}` }, badge, words);
}

function keyboard(message, act) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  const made = element("div", { className: "keyboard" });
  for (const row of rows) {
    made.append(element("div", { className: "keys" }, ...row.map((button) => key(message, button, act))));
  }
  return made;
}

const LINKS_OUT = "↗";

function key(message, button, act) {
  const made = element("button", { type: "button", className: "key", title: button.text }, element("span", {}, button.text));
  if (button.style) made.classList.add(`key-${button.style}`);
  if (button.callback_data !== undefined) {
    made.dataset.data = button.callback_data;
    made.setAttribute("aria-busy", String(act.isWaiting(message.message_id, button.callback_data)));
  }
  if (button.url) made.append(element("i", { "aria-hidden": "true" }, LINKS_OUT));
  made.onclick = () => pressKey(message, button, act);
  return made;
}

function pressKey(message, button, act) {
  if (button.callback_data !== undefined) act.press(message.message_id, button.callback_data);
  else if (button.url) act.openAddress(button.url);
  else if (button.copy_text) copy(button.copy_text.text);
  else if (button.switch_inline_query_current_chat !== undefined) act.inlineHere(button.switch_inline_query_current_chat);
  else act.inlineElsewhere(button.switch_inline_query ?? button.switch_inline_query_chosen_chat?.query);
}

function actions(message, mine, act) {
  const made = element("button", { type: "button", className: "icon-button actions", "aria-label": "消息操作", "aria-haspopup": "menu" }, icon("dots"));
  made.onclick = () => {
    const box = made.getBoundingClientRect();
    openActions({ x: box.left, y: box.bottom }, message, mine, act);
  };
  return made;
}

function openActions(point, message, mine, act) {
  const words = message.text ?? message.caption;
  const items = [{ label: "回复", run: () => act.reply(message) }];
  if (words) items.push({ label: "复制文字", run: () => copy(words) });
  if (mine && message.text && !message.via_bot) items.push({ label: "编辑", run: () => act.edit(message) });
  popMenu(point, items);
}
