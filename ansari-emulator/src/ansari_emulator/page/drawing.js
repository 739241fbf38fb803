// Messages and people as elements. Words are only ever set as text, never as HTML.

const SVG = "http://www.w3.org/2000/svg";
const TICKS = ["M1 6.2 4.2 9.4 10.6 2.6", "M7.4 9.2 7.6 9.4 14 2.6"];
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const CALENDAR = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });

export function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

/** One bubble: its lines, each with a direction of its own, and below them time and ticks. */
export function bubble(message) {
  const mine = message.author === "person";
  const time = element("time", "", CLOCK.format(new Date(message.written_at)));
  time.dateTime = message.written_at;
  const foot = element("div", "foot", time);
  if (mine) foot.append(ticks(message.status));
  const who = element("span", "hidden", mine ? "You: " : "Ansari: ");
  const made = element("div", `bubble ${mine ? "mine" : "theirs"}`, who, ...message.lines.map(line), foot);
  made.dataset.id = message.id;
  if (message.offer) made.append(offer(message.offer));
  return made;
}

/** Buttons below the words; a longer list is folded behind the words that open it. */
function offer({ choices, opener }) {
  const rows = element("div", "offer", ...choices.map(choice));
  if (!opener) return rows;
  const summary = element("summary", "", opener);
  summary.dir = "auto";
  return element("details", "menu", summary, rows);
}

function choice({ id, title, description }) {
  const made = element("button", "choice", element("span", "", title));
  if (description) made.append(element("small", "", description));
  made.type = "button";
  made.dir = "auto";
  made.dataset.choice = id;
  return made;
}

/** Show a new status without drawing the rest again, which a screen reader would read out. */
export function updateTicks(made, message) {
  made.querySelector(".ticks")?.replaceWith(ticks(message.status));
}

export function dayOf(message) {
  return CALENDAR.format(new Date(message.written_at));
}

/** The first words of a message without its marks, for the list of people. */
export function summary({ lines }) {
  const first = lines.find(({ spans }) => spans.length > 0);
  return (first?.spans ?? []).map(({ text }) => text).join("");
}

export function person({ name, phone, last, hasNews }, isCurrent) {
  const initial = element("span", "initial", [...name][0].toUpperCase());
  initial.ariaHidden = "true";
  initial.style.setProperty("--hue", (Number(phone.slice(-4)) * 47) % 360);
  const called = element("span", "person-name", name);
  const said = element("span", "person-last", last || `+${phone}`);
  for (const words of [called, said]) words.dir = "auto";
  const button = element("button", "person", initial, called);
  if (hasNews) button.append(news());
  button.append(said);
  button.type = "button";
  button.dataset.phone = phone;
  button.ariaCurrent = String(isCurrent);
  return element("li", "", button);
}

function news() {
  const dot = element("span", "news");
  dot.role = "img";
  dot.ariaLabel = "new message";
  return dot;
}

function line({ kind, number, spans }) {
  const made = element("div", `line ${kind}`);
  made.dir = "auto";
  made.dataset.number = number;
  const words = kind === "plain" ? made : made.appendChild(element("span", ""));
  words.append(...spans.map(span));
  return made;
}

function span({ text, marks }) {
  if (marks.length === 0) return document.createTextNode(text);
  const made = element(marks.includes("link") ? "a" : "span", marks.join(" "), text);
  if (marks.includes("link")) Object.assign(made, { href: text, target: "_blank", rel: "noreferrer" });
  return made;
}

function ticks(status) {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("viewBox", "0 0 15 11");
  made.setAttribute("class", `ticks ${status}`);
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", status);
  TICKS.forEach((shape, position) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", shape);
    if (position) path.setAttribute("class", "second");
    made.append(path);
  });
  return made;
}
