// Who has a phone, and all that was said on each: what the page knows.

import { listPeople, readChat } from "./api.js";

const MOST = 100;
const people = new Map();

export const everybody = () => [...people.values()];
export const known = (phone) => people.get(phone);

export function meet(person) {
  const fresh = { messages: new Map(), typingUntil: 0, hasNews: false, last: "" };
  const met = Object.assign(people.get(person.phone) ?? fresh, person);
  people.set(person.phone, met);
  return met;
}

const statuses = ({ reached }) => Object.keys(reached).length;

/** Keep a message, new or with a new status; tell whether it is new. */
export function keep(message) {
  const whose = people.get(message.phone);
  const before = whose.messages.get(message.id);
  if (before && statuses(before) > statuses(message)) return false; // an event has overtaken `catchUp`
  whose.messages.set(message.id, message);
  if (before) return false;
  whose.last = summary(message);
  if (message.author === "business") whose.typingUntil = 0;
  return true;
}

/** Start from what the emulator knows, which after its restart is less than what we have. */
export async function catchUp() {
  people.clear();
  (await listPeople()).forEach(meet);
  const chats = await Promise.all([...people.keys()].map(readChat));
  chats.flat().forEach(keep);
}

const NAMES = {
  image: "Picture",
  video: "Video",
  audio: "Voice note",
  document: "Document",
  sticker: "Sticker",
  location: "Location",
  contacts: "Contact",
  unsupported: "Something else",
};

/** The first words of a message without its marks, or what it is. */
export function summary({ kind, lines, reaction }) {
  if (reaction) return `Reacted ${reaction.emoji || "no more"}`;
  const first = lines.find(({ spans }) => spans.length > 0);
  return shortened((first?.spans ?? []).map(({ text }) => text).join("")) || (NAMES[kind] ?? "");
}

/** Who sees it sees one line; who hears it shall not hear more. */
function shortened(text) {
  const letters = [...text];
  return letters.length > MOST ? `${letters.slice(0, MOST).join("")}…` : text;
}
