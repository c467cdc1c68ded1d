// The web chat: shows the conversation, posts what the visitor writes, and
// listens for news. The server holds the truth; this page can be closed and
// opened again at any moment. The side panel is day.js, told by "news" events.
const find = (id) => document.getElementById(id);
const [log, lines, tail, tips, text, composer] = ["log", "lines", "tail", "tips", "text", "composer"].map(find);
const [trouble, presence, human, profile] = ["trouble", "presence", "human", "profile"].map(find);

const online = presence.textContent;
const title = document.title;
const pollEvery = 4000;
const patience = 10000; // for one request
const typingFor = 12000;
const overlap = 8; // lines asked for again, since two can be stored in one order and seen in another
const shown = new Map(); // line id → its element, in order
const unsent = []; // what the server has not acknowledged, in order: { message, box, accepted }
let newest = null; // the last line
let refusal = ""; // why the last message was not taken; shown until the next one
let typingTimer = 0;
let wake = () => {};

const element = (tag, className, content) => {
  const e = document.createElement(tag);
  if (className) e.className = className;
  if (content !== undefined) e.textContent = content;
  return e;
};

const request = (address, options) => fetch(address, { ...options, signal: AbortSignal.timeout(patience) });

const newID = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

// The log stays at its end unless the visitor has scrolled up to read. The
// event of a scroll comes a frame late, so whoever adds a line measures again.
let atEnd = true;
const toEnd = () => { log.scrollTop = log.scrollHeight; };
const nearEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 60;
const following = () => atEnd && nearEnd();
log.addEventListener("scroll", () => { atEnd = nearEnd(); });
new ResizeObserver(() => { if (atEnd) toEnd(); }).observe(log);

// rich turns a text into nodes: *bold* as WhatsApp shows it, addresses as
// links, the address of a deposit page as a button.
function rich(content) {
  const p = element("p");
  let afterButton = false;
  for (const part of content.split(/(https?:\/\/[^\s]+)/)) {
    if (!/^https?:\/\//.test(part)) {
      const words = afterButton ? part.replace(/^\s+/, "") : part;
      words.split(/(?<![\p{L}\p{N}])\*([^*\n]+)\*(?![\p{L}\p{N}])/u).forEach((piece, i) => {
        if (piece) p.append(i % 2 ? element("strong", "", piece) : piece);
      });
      continue;
    }
    const address = part.replace(/[.,;:)!?]+$/, "");
    afterButton = /\/pay\/[^/]+$/.test(address);
    const a = element("a", afterButton ? "pay" : "", afterButton ? "Pagar el anticipo" : address);
    a.href = address;
    a.target = "_blank";
    a.rel = "noopener";
    if (afterButton) {
      const arrow = element("span", "", "→");
      arrow.ariaHidden = "true";
      a.append(arrow);
    }
    p.append(a, part.slice(address.length));
  }
  return p;
}

function bubble(line) {
  const box = element("div", line.mine ? "line mine" : "line");
  const time = element("time", "", line.time);
  if (line.mine) {
    const ticks = element("span", "ticks", "✓✓");
    ticks.ariaHidden = "true";
    time.append(ticks);
  }
  box.append(rich(line.text), time);
  return box;
}

// place puts a line after the one before it. A line seen for the first time
// takes the place of what this page was still sending.
function place(line, before) {
  const box = bubble(line);
  if (before) before.after(box);
  else lines.append(box);
  shown.set(line.id, box);
  if (line.mine) {
    const i = unsent.findIndex((u) => u.message.text === line.text && u.box.isConnected);
    if (i >= 0) unsent[i].box.remove();
  }
  return box;
}

function separate(line) {
  if (line.day === newest?.day) return null;
  const date = element("p", "date", line.day);
  lines.append(date);
  return date;
}

function showOptions(line) {
  clearOptions();
  if (!line.options || line.mine || unsent.length > 0) return;
  const box = element("div", "options");
  for (const words of line.options) {
    const b = element("button", "", words);
    b.type = "button";
    b.addEventListener("click", (e) => { send(words, line.id); keepFocus(e); });
    box.append(b);
  }
  tail.append(box);
}

const clearOptions = () => tail.querySelectorAll(".options").forEach((o) => o.remove());

// keepFocus moves on to the composer when a button that is now gone was pressed
// with the keyboard; a finger would only open the phone's keyboard.
const keepFocus = (e) => { if (e.detail === 0) text.focus(); };

function typing(on) {
  clearTimeout(typingTimer);
  find("typing")?.remove();
  presence.textContent = on ? "escribiendo…" : online;
  presence.parentElement.classList.toggle("busy", on);
  if (!on) return;
  const follow = following();
  const dots = element("div", "line typing");
  dots.id = "typing";
  dots.ariaHidden = "true";
  dots.append(element("i"), element("i"), element("i"));
  tail.append(dots);
  if (follow) toEnd();
  typingTimer = setTimeout(() => typing(false), typingFor);
}

function say(message) {
  if (trouble.textContent !== message) trouble.textContent = message;
  trouble.hidden = !message;
}

// refresh fetches what is new and reports whether it could. Calls that come
// while one is under way share it, and make it look once more.
let fetching = null;
let again = false;
function refresh() {
  again = true;
  fetching ??= (async () => {
    let ok = true;
    while (again && ok) {
      again = false;
      ok = await fetchLines();
    }
    return ok;
  })().finally(() => { fetching = null; });
  return fetching;
}

let fromStart = false; // compare everything next time
async function fetchLines() {
  const known = [...shown.keys()];
  const whole = fromStart || known.length <= overlap;
  fromStart = false;
  let answer;
  try {
    const response = await request(`/chat/lines?after=${whole ? "" : encodeURIComponent(known.at(-1 - overlap))}`);
    if (response.status === 401) {
      if (navigator.cookieEnabled) location.reload();
      else say("Este chat necesita que permitas las cookies.");
      return false;
    }
    if (!response.ok) throw new Error(response.statusText);
    answer = await response.json();
  } catch {
    say("Sin conexión con el salón. Lo seguimos intentando…");
    return false;
  }
  wake(); // the server is there: what waits to be sent need not wait longer
  if (whole && known.length > 0 && !answer.lines.some((l) => shown.has(l.id))) {
    location.reload(); // the conversation we show is not there any more
    return false;
  }
  if (unsent.every((u) => u.accepted)) say(refusal);
  human.hidden = answer.owner !== "human";
  if (!human.hidden) typing(false);
  showNews(answer.lines);
  return true;
}

function showNews(answer) {
  const fresh = answer.filter((l) => !shown.has(l.id));
  if (fresh.length === 0) return;
  const follow = following() || fresh.some((l) => l.mine);
  const wasTyping = find("typing") !== null;
  const first = newest === null;
  tips.remove();
  clearOptions();
  let before = null;
  for (const line of answer) {
    if (!shown.has(line.id)) {
      const last = before === null || before === shown.get(newest?.id);
      place(line, (last && separate(line)) || before);
      if (last) newest = line;
    }
    before = shown.get(line.id);
  }
  lines.classList.toggle("still", first);
  if (!newest.mine) lines.querySelectorAll(".ticks:not(.read)").forEach((t) => t.classList.add("read"));
  typing(newest.mine && wasTyping);
  showOptions(newest);
  const theirs = fresh.filter((l) => !l.mine);
  if (theirs.length > 0) {
    if (document.hidden && !first) document.title = `● ${title}`;
    document.dispatchEvent(new CustomEvent("news", { detail: { held: theirs.some((l) => l.text.includes("/pay/")), first } }));
  }
  if (follow) toEnd();
}

function send(content, replyTo = "") {
  const message = { id: newID(), text: content, reply_to: replyTo, name: profile.value };
  const box = bubble({ mine: true, text: content, time: "enviando…" });
  box.classList.add("sending");
  unsent.push({ message, box, accepted: false });
  refusal = "";
  tips.remove();
  clearOptions();
  typing(false);
  tail.append(box);
  toEnd();
  deliver();
}

// deliver posts what is unsent, one after the other and in order, until the
// server has it all. The same id makes a repeated post one message.
let delivering = false;
async function deliver() {
  if (delivering) return;
  delivering = true;
  let pause = 1000;
  for (let next; (next = unsent.find((u) => !u.accepted));) {
    const answer = await post(next.message);
    if (answer === undefined) {
      say("No se ha podido enviar. Lo volvemos a intentar…");
      await new Promise((done) => { wake = done; setTimeout(done, pause); });
      pause = Math.min(2 * pause, 8000);
      continue;
    }
    pause = 1000;
    next.accepted = true;
    if (answer) {
      forget(next);
      say(refusal = answer);
      continue;
    }
    refresh().then((ok) => {
      if (ok) forget(next);
      if (ok && human.hidden && newest?.mine) typing(true);
    });
  }
  delivering = false;
}

function forget(entry) {
  entry.box.remove();
  const i = unsent.indexOf(entry);
  if (i >= 0) unsent.splice(i, 1);
}

// post returns "" when the server has the message, why it does not want it, or
// undefined when it must be tried again.
async function post(message) {
  try {
    const response = await request("/chat/messages", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
    });
    if (response.ok) return "";
    if (response.status < 500) return (await response.json()).error;
  } catch {
    // No connection: try again.
  }
  return undefined;
}

// listen hears of news at once. A page nobody looks at only polls: browsers
// allow few connections, and every tab would keep one.
let events = null;
function listen() {
  if (events || document.hidden) return;
  events = new EventSource("/chat/events");
  events.onmessage = (e) => {
    const { kind } = JSON.parse(e.data);
    if (kind === "hello") fromStart = true;
    if (kind === "typing" && human.hidden) typing(true);
    if (kind === "hello" || kind === "message" || kind === "booking") refresh();
  };
  events.onerror = () => {
    if (events?.readyState !== EventSource.CLOSED) return; // the browser tries again
    events = null;
    setTimeout(listen, pollEvery);
  };
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    events?.close();
    events = null;
    return;
  }
  document.title = title;
  refresh();
  listen();
});

window.addEventListener("online", () => {
  wake();
  refresh();
});

composer.addEventListener("submit", (e) => {
  e.preventDefault();
  const content = text.value.trim();
  text.value = "";
  grow();
  text.focus();
  if (content) send(content);
});

text.addEventListener("keydown", (e) => {
  if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
    e.preventDefault();
    composer.requestSubmit();
  }
});

// grow makes the field as high as what is written; CSS says how high at most.
function grow() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}
text.addEventListener("input", grow);

tips.addEventListener("click", (e) => {
  if (!(e.target instanceof HTMLButtonElement)) return;
  send(e.target.textContent);
  keepFocus(e);
});

human.querySelector("button").addEventListener("click", async (e) => {
  try {
    const response = await request("/chat/hand-back", { method: "POST" });
    if (!response.ok) throw new Error(response.statusText);
    keepFocus(e);
    refresh();
  } catch {
    say("No se ha podido. Vuelve a intentarlo.");
  }
});

const menu = document.querySelector(".menu");
document.addEventListener("click", (e) => { if (!menu.contains(e.target)) menu.open = false; });
document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

profile.value = localStorage.getItem("profile") ?? "";
profile.addEventListener("change", () => localStorage.setItem("profile", profile.value));
menu.querySelector("form").addEventListener("submit", () => localStorage.removeItem("profile"));

if (!matchMedia("(pointer: coarse)").matches) text.focus(); // on a phone its keyboard would hide half the page
refresh().then(listen);
setInterval(refresh, pollEvery);
