/** Where messages are written: the text, the reply or edit bar, a file to send; each chat keeps its own draft. */

import { find, fileSize, gist } from "./dom.js";
import { toast } from "./dialogs.js";
import { author } from "./message.js";
import { suggestions } from "./suggest.js";
import { refusal, upload } from "./upload.js";

const emptyDraft = () => ({ text: "", reply: null, edit: null, file: null, hint: "" });

/** `view()` says {chat, person, bot}; `act` sends: send(message) → whether it was sent, command(text), start(payload). */
export function composer(view, act) {
  const text = find("text");
  const drafts = new Map();
  let draft = emptyDraft();
  let sending = null; // the running upload
  const suggest = suggestions(view, act, { complete: write, done: () => { write(""); setMode({}); } });

  function fit() {
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight}px`;
    text.classList.toggle("scrolls", text.scrollHeight > text.clientHeight + 1);
  }

  function write(words) {
    text.value = words;
    typed();
  }

  function typed() {
    draft.text = text.value;
    fit();
    suggest.typed();
  }

  /** Sets what the bar above the text says; a draft is one of a reply, an edit and a file at a time, or none. */
  function setMode({ reply = null, edit = null, file = null, hint = "" }) {
    Object.assign(draft, { reply, edit, file, hint });
    showBar();
  }

  function showBar() {
    const { reply, edit, file } = draft;
    const about = reply ?? edit;
    find("bar").hidden = !about && !file;
    find("bar-progress").hidden = true;
    text.placeholder = draft.hint || (file ? "给文件写句说明…" : "写消息…");
    if (file) fillBar("file", file.name, fileSize(file.size));
    else if (about) fillBar(edit ? "edit" : "reply", edit ? "编辑消息" : `回复 ${author(reply).name}`, gist(about));
  }

  function fillBar(picture, title, words) {
    find("bar-icon").setAttribute("href", `#icon-${picture}`);
    find("bar-title").textContent = title;
    find("bar-text").textContent = words;
  }

  function reset() {
    setMode({});
    write("");
  }

  function cancel() {
    if (sending) sending.stop();
    else if (draft.edit) reset();
    else setMode({});
    text.focus();
  }

  function submit() {
    const words = text.value.trim();
    const { chat, person } = view();
    const { reply, edit, file } = draft;
    if (sending) return;
    if (file) sendFile(file, words);
    else if (!words) text.focus();
    else if (edit) { if (words === edit.text || act.send({ do: "edit", chat: chat.key, message_id: edit.message_id, text: words })) reset(); }
    else if (act.send({ do: "say", chat: chat.key, person, text: words, reply_to: reply?.message_id ?? null })) reset();
  }

  async function sendFile(file, caption) {
    const progress = find("bar-progress");
    const { chat, person } = view();
    const from = draft;
    progress.hidden = false;
    progress.value = 0;
    sending = upload(file, { chat: chat.key, person, caption }, (share) => { progress.value = share; });
    const failure = await sending.finished;
    sending = null;
    if (failure) toast(failure);
    // Meanwhile the person may have opened another chat; what was sent is taken out of the draft it came from.
    else if (from === draft) reset();
    else Object.assign(from, emptyDraft());
    showBar();
  }

  function attach(file) {
    const why = file && refusal(file);
    if (why) toast(why);
    else if (file) setMode({ file });
    text.focus();
  }

  function editLast() {
    const { chat, person } = view();
    const own = chat.messages.findLast((message) => message.from?.id === person && message.text && !message.via_bot);
    if (own) startEdit(own);
  }

  function startReply(message) {
    if (draft.edit) write("");
    setMode({ reply: message, hint: message.reply_markup?.input_field_placeholder });
    text.focus();
  }

  function startEdit(message) {
    setMode({ edit: message });
    write(message.text);
    text.focus();
  }

  function pressed(event) {
    // While an input method is composing, Enter and the arrows are its own; Safari tells the last Enter as 229.
    if (event.isComposing || event.keyCode === 229) return;
    if (suggest.took(event)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape") cancel();
    else if (event.key === "ArrowUp" && !text.value && !draft.file) {
      event.preventDefault();
      editLast();
    }
    return undefined;
  }

  text.addEventListener("input", typed);
  text.addEventListener("keydown", pressed);
  text.addEventListener("paste", (event) => { if (event.clipboardData.files.length) attach(event.clipboardData.files[0]); });
  find("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  find("bar-close").addEventListener("click", cancel);
  find("attach").addEventListener("click", () => find("file").click());
  find("file").addEventListener("change", (event) => {
    attach(event.target.files[0]);
    event.target.value = ""; // so that the same file can be chosen again
  });
  const main = find("conversation");
  main.addEventListener("dragover", (event) => event.preventDefault());
  main.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!find("composer").hidden) attach(event.dataTransfer.files[0]);
  });

  return {
    reply: startReply,
    edit: startEdit,
    answered: suggest.answered,
    commandsChanged: suggest.typed,

    /** Takes up the draft of the chat that is now open. */
    open(chat) {
      suggest.close();
      if (!drafts.has(chat.key)) drafts.set(chat.key, emptyDraft());
      draft = drafts.get(chat.key);
      text.value = draft.text;
      fit();
      showBar();
      if (text.value) suggest.typed();
    },

    write(words) {
      setMode({});
      write(words);
      text.focus();
    },

    /** A message is gone: nobody replies to it or edits it. */
    forget(chat, id) {
      const of = drafts.get(chat.key);
      if ([of?.reply, of?.edit].some((message) => message?.message_id === id)) Object.assign(of, { reply: null, edit: null });
      showBar();
    },

    /** The bot asked for a reply in a chat that may not be open. */
    expectReply(chat, message) {
      if (chat === view().chat) startReply(message);
      else drafts.set(chat.key, { ...emptyDraft(), ...drafts.get(chat.key), reply: message, hint: message.reply_markup.input_field_placeholder });
    },
  };
}
