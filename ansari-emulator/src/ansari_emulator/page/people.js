// The list of everybody who has a phone, and the dialog that adds somebody.

import { addPerson } from "./api.js";
import { everybody, meet } from "./chats.js";
import { button, element, find, words } from "./dom.js";
import { chooseLanguage } from "./languages.js";

const WANTED = "A name, and a number of 7 to 15 digits unless it is hidden, please.";

/** Draw it again; `open` are the numbers whose phones are out, the first of them in hand. */
export function showPeople(open) {
  const focused = document.activeElement?.dataset;
  const rows = everybody().map((person) => row(person, open));
  find("people").replaceChildren(...rows);
  if (!focused?.phone) return;
  const same = `[data-phone="${focused.phone}"]${focused.beside ? "[data-beside]" : ":not([data-beside])"}`;
  find("people").querySelector(same)?.focus();
}

function row(person, open) {
  const made = element("li", "row", choice(person, open.includes(person.phone)));
  if (!open.includes(person.phone)) made.append(beside(person));
  return made;
}

function choice(person, isOpen) {
  const { name, phone, last, hasNews, number_hidden: isHidden } = person;
  const initial = element("span", "initial", [...name][0].toUpperCase());
  initial.ariaHidden = "true";
  initial.style.setProperty("--hue", (Number(phone.slice(-4)) * 47) % 360);
  const made = button("person", initial);
  made.append(words("span", "person-name", name));
  if (hasNews) made.append(news());
  made.append(words("span", "person-last", last || (isHidden ? "number hidden" : `+${phone}`)));
  made.dataset.phone = phone;
  made.ariaCurrent = String(isOpen);
  return made;
}

function beside({ name, phone }) {
  const made = button("beside", "+");
  made.title = made.ariaLabel = `Show the phone of ${name} beside the others`;
  made.dataset.phone = phone;
  made.dataset.beside = "true";
  return made;
}

function news() {
  const dot = element("span", "news");
  dot.role = "img";
  dot.ariaLabel = "new message";
  return dot;
}

/** Call `onChoice` with a number and whether its phone goes beside the others. */
export function listenToPeople(onChoice) {
  find("people").addEventListener("click", ({ target }) => {
    const chosen = target.closest("button")?.dataset;
    if (chosen) onChoice(chosen.phone, chosen.beside !== undefined);
  });
  find("add").addEventListener("click", openNewcomer);
  find("cancel").addEventListener("click", () => find("newcomer").close());
  find("number-hidden").addEventListener("change", () => {
    find("number").required = !find("number-hidden").checked;
  });
  find("newcomer").addEventListener("submit", (event) => join(event, onChoice));
}

function openNewcomer() {
  find("newcomer").querySelector("form").reset();
  find("number").required = true;
  find("complaint").textContent = "";
  find("newcomer").showModal();
}

async function join(event, onChoice) {
  event.preventDefault();
  const phone = find("number").value.trim() || null;
  try {
    const newcomer = await addPerson({ name: find("name").value, phone, number_hidden: find("number-hidden").checked });
    find("newcomer").close();
    if (find("language").value) chooseLanguage(newcomer.phone, find("language").value);
    meet(newcomer); // the event that says so may come later
    onChoice(newcomer.phone, false);
  } catch (error) {
    find("complaint").textContent = error.status === 422 ? WANTED : `Not added: ${error.message}`;
  }
}
