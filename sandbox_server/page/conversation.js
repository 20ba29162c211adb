/** The messages of the chat that is open: rows in order, days between them, and where the reader is. */

import { day, element, find } from "./dom.js";
import { author, messageRow } from "./message.js";

const NEAR_BOTTOM = 60; // pixels: so close to the end counts as reading the newest
const FLASH = 1200;

export function conversation(act) {
  const scroller = find("scroller");
  const list = find("messages");
  const down = find("down");
  const count = find("down-count");
  let view = null;
  let messages = [];
  let atBottom = true;
  let unseen = 0;

  const toBottom = () => { scroller.scrollTop = scroller.scrollHeight; };
  const top = (part) => part.getBoundingClientRect().top;
  /** To the newest message; one that is taller than the window is read from its beginning. */
  const follow = (row) => {
    if (row.offsetHeight > scroller.clientHeight) scroller.scrollTop += top(row) - top(scroller);
    else toBottom();
  };
  const rowOf = (id) => list.querySelector(`[data-id="${id}"]`);

  function look() {
    atBottom = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM;
    if (atBottom) unseen = 0;
    down.hidden = atBottom;
    count.hidden = !unseen;
    count.textContent = unseen;
  }

  /** Days between the rows, and rows that go on under the name above them. */
  function tidy() {
    for (const row of list.querySelectorAll(".day")) row.remove();
    let before = null;
    for (const message of messages) {
      const row = rowOf(message.message_id);
      const newDay = !before || day(before.date) !== day(message.date);
      if (newDay) row.before(element("li", { className: "day" }, day(message.date)));
      row.classList.toggle("continued", !newDay && author(before).id === author(message).id);
      before = message;
    }
  }

  scroller.addEventListener("scroll", look, { passive: true });
  down.addEventListener("click", toBottom);
  // Whatever changes its size (window, composer, a picture that came): whoever read the newest message goes on reading it…
  const sizes = new ResizeObserver(() => {
    if (atBottom) toBottom();
    look();
  });
  sizes.observe(scroller);
  sizes.observe(list);
  // …except when they unfold a quotation, which is then what they read.
  list.addEventListener("click", (event) => { if (event.target.closest(".unfold")) atBottom = false; });

  return {
    /** Shows a chat from its newest message. seenAs: {group, person, bot}. */
    show(shown, seenAs) {
      view = seenAs;
      messages = [...shown];
      unseen = 0;
      list.replaceChildren(...messages.map((message) => messageRow(message, view, act)));
      tidy();
      toBottom();
      look();
    },

    /** A new message, or the newer form of one that is there. */
    put(message) {
      const mine = message.from?.id === view.person;
      const reading = atBottom || mine;
      const place = messages.findIndex((other) => other.message_id === message.message_id);
      const row = messageRow(message, view, act);
      if (place >= 0) {
        messages[place] = message;
        rowOf(message.message_id).replaceWith(row);
      } else {
        messages.push(message);
        list.append(row);
        if (!reading) unseen += 1;
      }
      tidy();
      const touched = top(scroller) > top(row);
      if (place >= 0 ? atBottom || touched : reading) follow(row);
      look();
    },

    remove(id) {
      messages = messages.filter((message) => message.message_id !== id);
      rowOf(id)?.remove();
      tidy();
    },

    /** Starts or stops the spinner of the buttons with this data. */
    busy(id, data, waiting) {
      for (const key of rowOf(id)?.querySelectorAll(".key") ?? []) {
        if (key.dataset.data === data) key.setAttribute("aria-busy", String(waiting));
      }
    },

    /** Goes to a message; whether it is there. */
    jump(id) {
      const row = rowOf(id);
      // Not scrollIntoView, which would move the page around the messages too.
      if (row) scroller.scrollTop += top(row) - top(scroller) - (scroller.clientHeight - row.offsetHeight) / 2;
      row?.classList.add("flash");
      setTimeout(() => row?.classList.remove("flash"), FLASH);
      return Boolean(row);
    },
  };
}
