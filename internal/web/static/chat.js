// The web chat: shows the conversation, posts what the visitor writes, and
// listens for news. The server holds the truth; this page can be closed and
// opened again at any moment.
const log = document.getElementById("log");
const tips = document.getElementById("tips");
const text = document.getElementById("text");
const composer = document.getElementById("composer");
const trouble = document.getElementById("trouble");
const presence = document.getElementById("presence");
const human = document.getElementById("human");
const profile = document.getElementById("profile");
const day = document.getElementById("day");
const dayBody = document.getElementById("day-body");
const toggleDay = document.getElementById("toggle-day");

const online = presence.textContent;
const pollEvery = 4000;
const typingFor = 12000;
const unsent = new Map(); // id → message not acknowledged by the server yet
let lastLine = "";
let lastDay = "";
let shownDate = "";
let typingTimer = 0;
let fetching = null;

const element = (tag, className, content) => {
  const e = document.createElement(tag);
  if (className) e.className = className;
  if (content !== undefined) e.textContent = content;
  return e;
};

const newID = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

const toEnd = () => { log.scrollTop = log.scrollHeight; };

// rich turns a text into nodes: *bold* as WhatsApp shows it, addresses as links.
function rich(content) {
  const p = element("p");
  for (const part of content.split(/(https?:\/\/[^\s]+)/)) {
    if (!/^https?:\/\//.test(part)) {
      part.split(/(?<![\p{L}\p{N}])\*([^*\n]+)\*(?![\p{L}\p{N}])/u).forEach((piece, i) => {
        if (piece) p.append(i % 2 ? element("strong", "", piece) : piece);
      });
      continue;
    }
    const address = part.replace(/[.,;:)!?]+$/, "");
    const pay = /\/pay\/[^/]+$/.test(address);
    const a = element("a", pay ? "pay" : "", pay ? "Pagar el anticipo" : address);
    a.href = address;
    a.target = "_blank";
    a.rel = "noopener";
    if (pay) {
      a.title = address;
      a.append(element("span", "", "→"));
    }
    p.append(a, part.slice(address.length));
  }
  return p;
}

function showLine(line) {
  if (line.day && line.day !== lastDay) {
    log.append(element("p", "date", line.day));
    lastDay = line.day;
  }
  const box = element("div", line.mine ? "line mine" : "line");
  box.append(rich(line.text));
  const time = element("time", "", line.time);
  if (line.mine) {
    const ticks = element("span", "ticks", "✓✓");
    ticks.setAttribute("aria-label", "Enviado");
    time.append(ticks);
  }
  box.append(time);
  log.append(box);
  if (!line.mine) document.querySelectorAll(".ticks:not(.read)").forEach((t) => t.classList.add("read"));
  return box;
}

function showOptions(line) {
  clearOptions();
  if (!line.options || line.mine) return;
  const box = element("div", "options");
  for (const title of line.options) {
    const b = element("button", "", title);
    b.type = "button";
    b.addEventListener("click", () => { clearOptions(); send(title, line.id); });
    box.append(b);
  }
  log.append(box);
}

const clearOptions = () => log.querySelectorAll(".options").forEach((o) => o.remove());

function typing(on) {
  clearTimeout(typingTimer);
  document.getElementById("typing")?.remove();
  presence.textContent = on ? "escribiendo…" : online;
  if (!on) return;
  const dots = element("div", "line typing");
  dots.id = "typing";
  dots.append(element("i"), element("i"), element("i"));
  log.append(dots);
  toEnd();
  typingTimer = setTimeout(() => typing(false), typingFor);
}

function say(message) {
  trouble.textContent = message;
  trouble.hidden = !message;
}

// refresh fetches what is new; calls that come together share one request.
function refresh() {
  fetching ??= fetchLines().finally(() => { fetching = null; });
  return fetching;
}

async function fetchLines() {
  let answer;
  try {
    const response = await fetch(`/chat/lines?after=${encodeURIComponent(lastLine)}`);
    if (response.status === 401) return location.reload();
    if (!response.ok) throw new Error(response.statusText);
    answer = await response.json();
    if (unsent.size === 0) say("");
  } catch {
    say("Sin conexión con el salón. Lo seguimos intentando…");
    return;
  }
  human.hidden = answer.owner !== "human";
  if (!human.hidden) typing(false);
  if (answer.lines.length === 0) return;
  tips.remove();
  document.querySelectorAll(".line.sending").forEach((l) => l.remove());
  const before = document.getElementById("typing") !== null;
  typing(false);
  let last;
  for (const line of answer.lines) {
    showLine(line);
    lastLine = line.id;
    last = line;
  }
  for (const m of unsent.values()) pending(m);
  if (last.mine) {
    if (before) typing(true);
  } else {
    showOptions(last);
    if (/\/pay\//.test(last.text)) shownDate = ""; // a slot was held: show its day
    refreshDay();
  }
  toEnd();
}

function pending(message) {
  const box = showLine({ mine: true, text: message.text, time: "" });
  box.classList.add("sending");
  return box;
}

async function send(content, replyTo = "") {
  const message = { id: newID(), text: content, reply_to: replyTo, name: profile.value };
  unsent.set(message.id, message);
  tips.remove();
  clearOptions();
  pending(message);
  toEnd();
  await post(message);
}

async function post(message, attempt = 1) {
  try {
    const response = await fetch("/chat/messages", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
    });
    if (!response.ok && response.status < 500) {
      const answer = await response.json();
      unsent.delete(message.id);
      document.querySelectorAll(".line.sending").forEach((l) => l.remove());
      say(answer.error);
      return;
    }
    if (!response.ok) throw new Error(response.statusText);
  } catch {
    say("No se ha podido enviar. Lo volvemos a intentar…");
    setTimeout(() => post(message, attempt + 1), Math.min(1000 * attempt, 8000));
    return;
  }
  unsent.delete(message.id);
  say("");
  await refresh();
  if (human.hidden && !document.getElementById("typing") && log.querySelector(".line:last-child")?.classList.contains("mine")) typing(true);
}

function listen() {
  const events = new EventSource("/chat/events");
  events.onmessage = (e) => {
    const { kind } = JSON.parse(e.data);
    if (kind === "typing") typing(true);
    if (kind === "message" || kind === "booking") refresh();
  };
}

async function refreshDay(date = shownDate) {
  try {
    const response = await fetch(`/chat/day?date=${encodeURIComponent(date)}`);
    if (!response.ok) return;
    dayBody.innerHTML = await response.text();
    shownDate = date;
  } catch {
    // The next news bring it up to date.
  }
}

composer.addEventListener("submit", (e) => {
  e.preventDefault();
  const content = text.value.trim();
  if (!content) return;
  text.value = "";
  grow();
  send(content);
  text.focus();
});

text.addEventListener("keydown", (e) => {
  if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
    e.preventDefault();
    composer.requestSubmit();
  }
});

function grow() {
  text.rows = Math.min(5, text.value.split("\n").length);
}
text.addEventListener("input", grow);

tips.addEventListener("click", (e) => {
  if (e.target instanceof HTMLButtonElement) send(e.target.textContent);
});

human.querySelector("button").addEventListener("click", async () => {
  await fetch("/chat/hand-back", { method: "POST" });
  setTimeout(refresh, 600);
});

dayBody.addEventListener("click", (e) => {
  const date = e.target.closest?.("button[data-date]")?.dataset.date;
  if (date) refreshDay(date);
});

toggleDay.addEventListener("click", () => {
  const open = day.classList.toggle("open");
  toggleDay.setAttribute("aria-expanded", String(open));
  if (open) refreshDay();
});

document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  day.classList.remove("open");
  toggleDay.setAttribute("aria-expanded", "false");
  document.querySelector(".menu").open = false;
});

profile.value = localStorage.getItem("profile") ?? "";
profile.addEventListener("change", () => localStorage.setItem("profile", profile.value));
document.querySelector('form[action="/chat/restart"]').addEventListener("submit", () => localStorage.removeItem("profile"));

refresh().then(listen);
refreshDay();
setInterval(refresh, pollEvery);
setInterval(() => refreshDay(), 15000);
