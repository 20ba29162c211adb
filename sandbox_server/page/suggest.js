/** The panel above the composer: the chat's commands, or the results of an inline question. */

import { avatar, element, find } from "./dom.js";

const INLINE_PAUSE = 250; // milliseconds without typing before the bot is asked

/**
 * `view()` says {chat, person, bot}; `act` does what is chosen: command(text), send(message), start(payload).
 * `complete(text)` puts a text into the composer, `done()` empties it.
 */
export function suggestions(view, act, { complete, done }) {
  const panel = find("panel");
  const options = find("options");
  const note = find("panel-note");
  const moreButton = find("more-results");
  const menuButton = find("menu");
  const field = find("text");
  let asked = null; // the inline question the panel shows: {query, offset}
  let pause = 0;
  let optionsMade = 0;
  let menuOpen = false;

  function close() {
    clearTimeout(pause);
    asked = null;
    menuOpen = false;
    show([]);
    say("");
    panel.hidden = true;
  }

  function show(made) {
    options.replaceChildren(...made);
    panel.scrollTop = 0;
    moreButton.hidden = true;
    panel.hidden = false;
    menuButton.setAttribute("aria-expanded", String(menuOpen));
    mark(null);
  }

  function say(text) {
    note.textContent = text;
    note.hidden = !text;
  }

  function mark(option) {
    options.querySelector(".marked")?.classList.remove("marked");
    field.removeAttribute("aria-activedescendant");
    if (!option) return;
    option.classList.add("marked");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  }

  function option(parts, run) {
    const made = element("button", { type: "button", role: "option", className: "option", onclick: run }, ...parts);
    made.id = `option-${(optionsMade += 1)}`;
    return made;
  }

  function showCommands(prefix) {
    const commands = view().chat.commands.filter(({ command }) => command.startsWith(prefix));
    if (!commands.length && !menuOpen) return close();
    asked = null;
    show(commands.map(({ command, description }) => {
      const made = option([element("strong", {}, `/${command}`), element("span", {}, description)], () => {
        close();
        done();
        act.command(`/${command}`);
      });
      made.dataset.complete = `/${command} `;
      return made;
    }));
    return say(commands.length ? "" : "茶铺还没有登记命令。");
  }

  function ask(query, offset) {
    const { chat, person } = view();
    asked = { query, offset, chat: chat.key };
    act.send({ do: "inline", chat: chat.key, person, query, offset });
  }

  /** What follows "@bot " where the text begins so; null where it does not. */
  function inlineQuery(text) {
    const call = `@${view().bot.username} `;
    return text.toLowerCase().startsWith(call.toLowerCase()) ? text.slice(call.length) : null;
  }

  function resultOption(result, inlineId) {
    const title = result.title ?? result.input_message_content?.message_text ?? "结果";
    const words = element("span", { className: "result-words" }, element("strong", {}, title), element("span", {}, result.description ?? ""));
    const letter = title.match(/\p{L}/u)?.[0] ?? title; // "#17 香樟社区" is better told apart by 香
    return option([avatar(letter, letter.codePointAt(0)), words], () => {
      const { chat, person } = view();
      if (!act.send({ do: "choose", chat: chat.key, person, inline_id: inlineId, result_id: result.id })) return;
      close();
      done();
    });
  }

  function startOption({ text, start_parameter: payload }) {
    return option([element("strong", { className: "coloured" }, text)], () => {
      close();
      done();
      act.start(payload);
    });
  }

  function showResults({ results, button, offset, inline_id: inlineId, next_offset: next }) {
    const made = results.map((result) => resultOption(result, inlineId));
    if (offset) options.append(...made);
    else show([...(button?.start_parameter ? [startOption(button)] : []), ...made]);
    say(options.children.length ? "" : "没有结果，换个词试试。");
    moreButton.hidden = !next;
    moreButton.onclick = () => { moreButton.hidden = true; ask(asked.query, next); };
    // Observed anew, it is told also when the results just shown still leave the end in sight.
    ending.unobserve(moreButton);
    ending.observe(moreButton);
  }

  function step(by) {
    const all = [...options.children];
    const at = all.indexOf(options.querySelector(".marked"));
    mark(all[(at + by + all.length + (at < 0 && by < 0)) % all.length]);
  }

  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Escape: close,
    Enter: () => options.querySelector(".marked").click(),
    Tab: () => complete((options.querySelector(".marked") ?? options.firstElementChild).dataset.complete),
  };

  // Scrolling to the end of the results asks for the next ones, as the button does.
  const ending = new IntersectionObserver(([entry]) => { if (entry.isIntersecting) moreButton.click(); });

  menuButton.addEventListener("click", () => {
    menuOpen = !menuOpen;
    if (!menuOpen) return close();
    showCommands("");
    return field.focus({ preventScroll: true });
  });
  document.addEventListener("pointerdown", (event) => { if (menuOpen && !find("footer").contains(event.target)) close(); });

  return {
    close,

    typed() {
      menuOpen = false;
      clearTimeout(pause);
      const query = inlineQuery(field.value);
      if (query !== null) {
        if (!asked) { show([]); say("正在找…"); }
        pause = setTimeout(ask, INLINE_PAUSE, query, "");
      } else if (/^\/\w*$/.test(field.value)) showCommands(field.value.slice(1).toLowerCase());
      else close();
    },

    /** An inline answer; one to an older question is let go. */
    answered(answer) {
      const current = asked && answer.chat === asked.chat && answer.offset === asked.offset && answer.query.trim() === asked.query.trim();
      if (current) showResults(answer);
    },

    /** Whether the panel took the key of the composer. */
    took(event) {
      const marked = options.querySelector(".marked");
      if (panel.hidden || !keys[event.key]) return false;
      if (event.key === "Enter" && !marked) return false; // sent as typed, even "@bot …": in a group that is how it is asked
      if (event.key === "Tab" && (event.shiftKey || !(marked ?? options.firstElementChild)?.dataset.complete)) return false;
      if (event.key.startsWith("Arrow") && !options.children.length) return false;
      keys[event.key]();
      return true;
    },
  };
}
