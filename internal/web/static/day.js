// The side panel of the web chat: the salon's day, drawn by the server and
// swapped in place. It follows the visitor's own appointment until the visitor
// turns the page.
const day = document.getElementById("day");
const body = document.getElementById("day-body");
const toggle = document.getElementById("toggle-day");
const refreshEvery = 15000;
const patience = 10000;
let date = ""; // asked for; empty: the one the server finds most interesting
let drawn = ""; // what is shown, as it came
let latest = 0; // number of the latest request: an older answer is dropped
let blocks = new Set();

async function refresh() {
  const mine = ++latest;
  try {
    const response = await fetch(`/chat/day?date=${encodeURIComponent(date)}`, { signal: AbortSignal.timeout(patience) });
    if (!response.ok) return;
    const page = await response.text();
    if (mine === latest && page !== drawn) show(page);
  } catch {
    // The next news bring it up to date.
  }
}

const heading = () => body.querySelector("h2")?.textContent;
const labels = () => Array.from(body.querySelectorAll(".block"), (b) => b.getAttribute("aria-label"));

// show swaps the drawing and keeps what the visitor was doing: the focus, the
// place scrolled to. New blocks of the same day stand out for a moment.
function show(page) {
  const before = heading();
  const scroll = body.querySelector(".day-scroll");
  const place = scroll && [scroll.scrollLeft, scroll.scrollTop];
  const focused = body.contains(document.activeElement) ? document.activeElement.className : "";
  const first = drawn === "";
  body.innerHTML = drawn = page;
  const same = heading() === before;
  const now = body.querySelector(".day-scroll");
  if (same && place) now?.scrollTo(...place);
  if (focused) (body.querySelector(`.${focused}`) ?? body.querySelector("button")).focus();
  const fresh = Array.from(body.querySelectorAll(".block")).filter((b) => !blocks.has(b.getAttribute("aria-label")));
  blocks = new Set(labels());
  if (same) fresh.forEach((b) => b.classList.add("new"));
  const own = body.querySelector(".block.mine");
  if (own && (!same || fresh.includes(own))) reveal(own);
  if (fresh.some((b) => b.classList.contains("mine")) && !first && !day.classList.contains("open")) toggle.classList.add("news");
}

function reveal(block) {
  const scroll = body.querySelector(".day-scroll");
  const [outer, inner] = [scroll.getBoundingClientRect(), block.getBoundingClientRect()];
  scroll.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  if (inner.top < outer.top || inner.bottom > outer.bottom) scroll.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
}

function open(on) {
  day.classList.toggle("open", on);
  toggle.setAttribute("aria-expanded", String(on));
  toggle.classList.remove("news");
  if (!on) return;
  refresh();
  const own = body.querySelector(".block.mine");
  if (own) reveal(own);
}

body.addEventListener("click", (e) => {
  const asked = e.target.closest?.("button[data-date]")?.dataset.date;
  if (!asked) return;
  date = asked;
  refresh();
});

toggle.addEventListener("click", () => open(!day.classList.contains("open")));

document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape" || !day.classList.contains("open")) return;
  open(false);
  toggle.focus();
});

document.addEventListener("news", (e) => {
  if (e.detail.held && !e.detail.first) date = ""; // a slot was held: show its day
  refresh();
});

document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });

refresh();
setInterval(refresh, refreshEvery);
