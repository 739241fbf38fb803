// One message as a bubble: what it quotes, what it holds, what can be pressed, how far it has come.

import { actions, timesOf } from "./actions.js";
import { summary } from "./chats.js";
import { clock, drawing, element, seconds, words } from "./dom.js";
import { line } from "./formatting.js";

const TICKS = ["M1 6.2 4.2 9.4 10.6 2.6", "M7.4 9.2 7.6 9.4 14 2.6"];

/** `quoted` is the message that this one replies to, if it is known. */
export function bubble(message, quoted) {
  const mine = message.author === "person";
  const made = element("div", `bubble ${mine ? "mine" : "theirs"}`);
  made.dataset.id = message.id;
  made.append(element("span", "hidden", mine ? "You: " : "Ansari: "));
  if (message.forwarded) made.append(element("div", "forwarded", forwardedWords(message.forwarded)));
  if (quoted) made.append(quotation(quoted));
  made.append(...held(message), ...message.lines.map(line), foot(message));
  if (message.footer) made.append(words("div", "footer", message.footer));
  if (message.offer) made.append(offer(message.offer));
  made.append(actions(message));
  return made;
}

const forwardedWords = (how) => (how === "forwarded" ? "↪ Forwarded" : "↪↪ Forwarded many times");

export function quotation(quoted) {
  const who = quoted.author === "person" ? "You" : "Ansari";
  const heard = [element("span", "hidden", "In reply to "), who, element("span", "hidden", ": ")];
  return element("div", "quotation", element("b", "", ...heard), words("span", "", summary(quoted)));
}

function foot(message) {
  const time = element("time", "", clock(message.written_at));
  time.dateTime = message.written_at;
  const made = element("div", "foot", time);
  if (message.author === "person") made.append(ticks(message));
  return made;
}

/** Show a new status without drawing the rest again, which a screen reader would read out. */
export function updateTicks(made, message) {
  made.querySelector(".ticks")?.replaceWith(ticks(message));
  made.querySelector(".times").replaceChildren(...timesOf(message));
}

function ticks({ status, reached }) {
  const made = drawing(`ticks ${status}`, `${status} ${seconds(reached[status])}`, "0 0 15 11", TICKS);
  made.lastChild.setAttribute("class", "second");
  return made;
}

/** Show an emoji on the message that it is about; an empty one takes it away. */
export function showReaction(made, emoji) {
  made.querySelector(".reaction")?.remove();
  if (!emoji) return;
  const shown = element("span", "reaction", emoji);
  shown.role = "img";
  shown.ariaLabel = `reaction ${emoji}`;
  made.append(shown);
}

function held(message) {
  const parts = [];
  const media = message.media ?? message.header_media;
  if (media) parts.push(mediaPart(media));
  if (message.header) parts.push(words("div", "header", message.header));
  if (message.location) parts.push(place(message.location));
  for (const card of message.contacts ?? []) parts.push(words("div", "held", `👤 ${card.name}`));
  if (message.unsupported) parts.push(element("div", "held", "This message can't be shown here."));
  return parts;
}

function mediaPart({ kind, id, link, filename, voice }) {
  const source = id ? `api/media/${encodeURIComponent(id)}` : link;
  if ((kind === "image" || kind === "sticker") && id) {
    const picture = element("img", "picture");
    return Object.assign(picture, { src: source, alt: "Picture", loading: "lazy" });
  }
  if (kind === "audio" && id) {
    const player = element("audio", "sound");
    Object.assign(player, { src: source, controls: true, preload: "none" });
    player.ariaLabel = voice ? "Voice note" : "Recording";
    return player;
  }
  const download = element("a", "held link", `📎 ${filename ?? kind}`);
  return Object.assign(download, { href: source, rel: "noreferrer" });
}

function place({ latitude, longitude, name, address }) {
  const where = [name, address, `${latitude}, ${longitude}`].filter(Boolean).join(" · ");
  return words("div", "held", `📍 ${where}`);
}

/** Buttons below the words; a longer list is folded behind the words that open it. */
function offer({ kind, choices, opener, url }) {
  if (kind === "cta_url") {
    const link = words("a", "choice", opener);
    return element("div", "offer", Object.assign(link, { href: url, target: "_blank", rel: "noreferrer" }));
  }
  if (kind === "location_request_message") return element("div", "offer", asking("location", "Send location"));
  const rows = element("div", "offer", ...rowsOf(choices));
  if (!opener) return rows;
  const made = element("details", "menu", words("summary", "", opener), rows);
  made.addEventListener("toggle", () => made.open && rows.scrollIntoView({ block: "nearest" }));
  return made;
}

function rowsOf(choices) {
  let section = null;
  return choices.flatMap((choice) => {
    const heading = choice.section && choice.section !== section ? [words("div", "section", choice.section)] : [];
    section = choice.section;
    return [...heading, row(choice)];
  });
}

function row({ id, title, description }) {
  const made = words("button", "choice", element("span", "", title));
  if (description) made.append(element("small", "", description));
  made.type = "button";
  made.dataset.choice = id;
  return made;
}

function asking(what, label) {
  const made = element("button", "choice", label);
  made.type = "button";
  made.dataset.asks = what;
  return made;
}
