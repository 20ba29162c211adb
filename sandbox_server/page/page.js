/** A small Telegram for one machine: what is known of the chats, and what happens when the sandbox or the person says something. */

import { composer } from "./composer.js";
import { conversation } from "./conversation.js";
import { alertBox, choose, popMenu, toast } from "./dialogs.js";
import { avatar, clock, element, find, gist, paintAvatar } from "./dom.js";
import { safeAddress } from "./entities.js";
import { author } from "./message.js";
import { connect } from "./wire.js";

const ROLES = { worker: "社区工作者", editor: "编辑", group: "群聊" };
const TELEGRAM_HOSTS = new Set(["t.me", "telegram.me"]);
const TYPING_SHOWN = 5000; // Telegram's own
const PRESS_FORGOTTEN = 15000; // a press nobody answers stops spinning

let bot = null;
let people = new Map();
let chats = new Map();
let current = "worker";
const speakers = new Map(); // chat key → who speaks there
const unread = new Map();
const typing = new Map(); // chat key → timer
const pressed = new Set(); // buttons that wait for an answer

const chat = () => chats.get(current);
const person = (of = chat()) => speakers.get(of.key);
const view = () => ({ chat: chat(), person: person(), bot });
const pressKey = (key, id, data) => `${key} ${id} ${data}`;

const act = {
  send(message) {
    const sent = socket.send(message);
    if (!sent) toast("现在没有连上，等连上再发。");
    return sent;
  },

  press(id, data) {
    const of = chat();
    const key = pressKey(of.key, id, data);
    if (pressed.has(key) || !act.send({ do: "press", chat: of.key, person: person(), message_id: id, data })) return;
    pressed.add(key);
    talk.busy(id, data, true);
    setTimeout(released, PRESS_FORGOTTEN, of.key, id, data);
  },

  isWaiting: (id, data) => pressed.has(pressKey(current, id, data)),

  command(text) {
    // In a group a command is addressed, as Telegram's own apps do it.
    const addressed = chat().kind === "group" && !text.includes("@") ? `${text}@${bot.username}` : text;
    act.send({ do: "say", chat: current, person: person(), text: addressed, reply_to: null });
  },

  /** Whether the address was the bot's own and has been followed inside the page. */
  openLink(address) {
    const url = safeAddress(address);
    const own = url && TELEGRAM_HOSTS.has(url.hostname) && url.pathname.slice(1).toLowerCase() === bot.username.toLowerCase();
    if (!own) return false;
    if (url.searchParams.has("startgroup")) toast("这里只有一个群，茶铺已经在群里了。");
    else if (url.searchParams.has("start")) act.start(url.searchParams.get("start"));
    else openPrivate();
    return true;
  },

  openAddress(address) {
    if (act.openLink(address)) return;
    if (safeAddress(address)) open(address, "_blank", "noopener,noreferrer");
    else toast("这个链接打不开。");
  },

  start(payload) {
    const speaking = person();
    if (openPrivate()) act.send({ do: "start", person: speaking, payload });
  },

  reply: (message) => writing.reply(message),
  edit: (message) => writing.edit(message),
  jump(id) { if (!talk.jump(id)) toast("原消息不在了。"); },
  inlineHere: (query) => writing.write(`@${bot.username} ${query}`),

  async inlineElsewhere(query) {
    if (query === undefined) return toast("这种按钮在这里按不了，要到 Telegram 里试。");
    const options = [...chats.values()].map(({ key }) => ({ label: ROLES[key] ?? key, value: key }));
    const chosen = await choose("发到哪个对话？", options);
    if (!chosen) return undefined;
    openChat(chosen);
    return act.inlineHere(query);
  },
};

/** Opens the private chat of whoever speaks now; whether there is one on this page. */
function openPrivate() {
  const own = [...chats.values()].find((of) => of.kind === "private" && of.id === person());
  if (own) openChat(own.key);
  else toast("这个人的私聊不在这一页，请换成别的发言人再点。");
  return Boolean(own);
}

function released(key, id, data) {
  if (pressed.delete(pressKey(key, id, data)) && key === current) talk.busy(id, data, false);
}

// What the sandbox says.

const heard = {
  state(state) {
    bot = state.bot;
    people = new Map(state.people.map((each) => [each.id, each.first_name]));
    chats = new Map(state.chats.map((each) => [each.key, each]));
    if (!chats.has(current)) [current] = chats.keys();
    for (const of of chats.values()) if (!of.speakers.includes(person(of))) speakers.set(of.key, of.speakers[0]);
    pressed.clear();
    find("offline").hidden = true;
    openChat(current);
  },

  message({ chat: key, message }) {
    const of = chats.get(key);
    const place = of.messages.findIndex((other) => other.message_id === message.message_id);
    if (place >= 0) of.messages[place] = message;
    else of.messages.push(message);
    if (message.from?.id === bot.id) stopTyping(key);
    if (key === current) talk.put(message);
    if (place < 0) announce(of, message);
    refresh();
  },

  deleted({ chat: key, message_id: id }) {
    const of = chats.get(key);
    of.messages = of.messages.filter((message) => message.message_id !== id);
    if (key === current) talk.remove(id);
    writing.forget(of, id);
    refresh();
  },

  typing({ chat: key }) {
    clearTimeout(typing.get(key));
    typing.set(key, setTimeout(stopTyping, TYPING_SHOWN, key));
    refresh();
  },

  commands({ chat: key, commands }) {
    chats.get(key).commands = commands;
    if (key === current) writing.commandsChanged();
  },

  blocked({ chat: key, blocked }) {
    chats.get(key).blocked = blocked;
    refresh();
  },

  callback({ chat: key, message_id: id, data, text, alert, url }) {
    released(key, id, data);
    if (text && alert) alertBox(text);
    else if (text) toast(text);
    if (url) act.openAddress(url);
  },

  inline: (answer) => writing.answered(answer),
  error: ({ text }) => toast(text),
};

function stopTyping(key) {
  clearTimeout(typing.get(key));
  typing.delete(key);
  refresh();
}

/** A new message is counted, spoken, and answered where the bot asks for it. */
function announce(of, message) {
  if (message.from?.id === person(of)) return;
  if (of.key !== current) unread.set(of.key, (unread.get(of.key) ?? 0) + 1);
  else find("spoken").textContent = `${author(message).name}：${gist(message).slice(0, 300)}`;
  const markup = message.reply_markup;
  const forMe = !markup?.selective || message.reply_to_message?.from?.id === person(of);
  if (markup?.force_reply && forMe) writing.expectReply(of, message);
}

// What is shown around the messages.

function openChat(key) {
  current = key;
  unread.delete(key);
  refresh();
  writing.open(chat());
  talk.show(chat().messages, { group: chat().kind === "group", person: person(), bot });
}

/** A chat the person chose: where there is a real keyboard, they can type at once. */
function visit(key) {
  openChat(key);
  if (matchMedia("(pointer: fine)").matches) find("text").focus();
}

function refresh() {
  if (!bot) return;
  showList();
  showHead();
  showFooter();
}

function showList() {
  const list = find("chat-list");
  if (!list.children.length) for (const of of chats.values()) list.append(element("li", {}, chatButton(of)));
  for (const of of chats.values()) updateChatButton(find(`chat-${of.key}`), of);
}

/** Made once and then only updated, so that the keyboard's focus stays on it. */
function chatButton(of) {
  const name = element("span", { className: "chat-name" }, ROLES[of.key] ?? of.title);
  const lines = element("span", { className: "chat-words" }, name, element("time"), element("span", { className: "chat-last" }));
  const made = element("button", { type: "button", className: "chat", id: `chat-${of.key}`, onclick: () => visit(of.key) });
  made.append(avatar(of.kind === "group" ? "群" : people.get(of.speakers[0]), of.id), lines, element("span", { className: "count" }));
  return made;
}

function updateChatButton(button, of) {
  const last = of.messages.at(-1);
  const count = unread.get(of.key) ?? 0;
  button.setAttribute("aria-current", String(of.key === current));
  button.querySelector("time").textContent = last ? clock(last.date) : "";
  button.querySelector(".chat-last").textContent = lastWords(of, last);
  button.querySelector(".count").textContent = count;
  button.querySelector(".count").setAttribute("aria-label", `${count} 条新消息`);
  button.querySelector(".count").hidden = !count;
}

function lastWords(of, last) {
  if (typing.has(of.key)) return "正在输入…";
  if (!last) return of.kind === "group" ? of.title : `${people.get(of.speakers[0])}和${bot.first_name}的私聊`;
  const mine = last.from?.id === person(of);
  if (mine) return `我：${gist(last)}`;
  return of.kind === "group" ? `${author(last).name}：${gist(last)}` : gist(last);
}

function showHead() {
  const of = chat();
  const group = of.kind === "group";
  paintAvatar(find("head-avatar"), group ? "群" : bot.first_name, group ? of.id : bot.id);
  find("head-title").textContent = group ? of.title : bot.first_name;
  const quiet = group ? `${of.speakers.length + 1} 位成员` : `机器人 · 您是${people.get(person())}（${ROLES[of.key] ?? of.title}）`;
  const busy = typing.has(of.key);
  const note = busy ? "正在输入…" : quiet;
  if (find("head-note").textContent !== note) find("head-note").textContent = note;
  find("head-note").classList.toggle("typing", busy);
  find("more").hidden = group;
  find("speaker-label").hidden = of.speakers.length < 2;
  const options = of.speakers.map((id) => new Option(people.get(id), id, false, id === person()));
  find("speaker").replaceChildren(...options);
}

/** Before the first message of a private chat there is only 开始, as at Telegram; while blocked only 解除屏蔽. */
function showFooter() {
  const { messages, kind, blocked } = chat();
  const empty = !messages.length;
  const unstarted = kind === "private" && empty;
  find("footer").hidden = false;
  find("unblock").hidden = !blocked;
  find("start").hidden = blocked || !unstarted;
  find("composer").hidden = blocked || unstarted;
  find("welcome").hidden = !empty;
  const [title, words] = kind === "group"
    ? ["还没有消息", `群里开着隐私模式：${bot.first_name}只看得到命令、@${bot.username} 和回复它的消息。`]
    : [`${bot.first_name}能做什么？`, bot.description || "点「开始」，和它说第一句话。"];
  find("welcome").querySelector("h3").textContent = title;
  find("welcome").querySelector("p").textContent = words;
}

// What the person does around the messages.

find("speaker").addEventListener("change", (event) => {
  speakers.set(current, Number(event.target.value));
  openChat(current);
});
find("more").addEventListener("click", (event) => {
  const box = event.currentTarget.getBoundingClientRect();
  const { blocked } = chat();
  const label = blocked ? `解除屏蔽${bot.first_name}` : `屏蔽${bot.first_name}`;
  popMenu({ x: box.right, y: box.bottom }, [{ label, run: () => act.send({ do: blocked ? "unblock" : "block", person: person() }) }]);
});
find("start").addEventListener("click", () => act.start(""));
find("unblock").addEventListener("click", () => act.send({ do: "unblock", person: person() }));

const talk = conversation(act);
const writing = composer(view, act);
const socket = connect(
  (message) => heard[message.type]?.(message),
  () => {
    find("offline").textContent = "连接断开，正在重连…";
    find("offline").hidden = false;
  },
);
