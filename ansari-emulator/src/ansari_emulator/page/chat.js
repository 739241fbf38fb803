// The page: whose phone it is, what is said on it, and what happens meanwhile.

import { addPerson, listPeople, press, readChat, say, watch } from "./api.js";
import { bubble, dayOf, element, person as drawPerson, summary, updateTicks } from "./drawing.js";

const IDEAS = [
  "What does the Qur'an say about patience?",
  "ماذا يقول القرآن عن الصبر؟",
  "صبر کے بارے میں قرآن کیا کہتا ہے؟",
];
const find = (id) => document.getElementById(id);
const [log, scroll, words, typing, state] = ["log", "scroll", "words", "typing", "state"].map(find);
const people = new Map();
let current = null;
let isConnected = false;

function meet({ name, phone }) {
  const known = people.get(phone) ?? { phone, messages: new Map(), typingUntil: 0, hasNews: false };
  people.set(phone, Object.assign(known, { name }));
}

const statuses = ({ reached }) => Object.keys(reached).length;

/** Keep a message, new or with a new status; what it means for the list of people and typing. */
function keep(message) {
  const whose = people.get(message.phone);
  const known = whose.messages.get(message.id);
  if (known && statuses(known) > statuses(message)) return; // an event has overtaken `catchUp`
  whose.messages.set(message.id, message);
  if (known) return;
  whose.last = summary(message);
  if (message.author === "business") {
    whose.typingUntil = 0;
    whose.hasNews = message.phone !== current;
  }
}

function show(message) {
  const drawn = log.querySelector(`[data-id="${CSS.escape(message.id)}"]`);
  if (drawn) return updateTicks(drawn, message);
  const day = dayOf(message);
  if (log.dataset.day !== day) log.append(element("div", "day", day));
  log.dataset.day = day;
  log.append(bubble(message));
  find("welcome").hidden = true;
  scrollDown();
}

function showChat() {
  const whose = people.get(current);
  whose.hasNews = false;
  log.replaceChildren();
  delete log.dataset.day;
  find("welcome").hidden = whose.messages.size > 0;
  whose.messages.forEach(show);
  showPeople();
  showState();
}

function showPeople() {
  const focused = document.activeElement?.dataset?.phone;
  const drawn = [...people.values()].map((whose) => drawPerson(whose, whose.phone === current));
  find("people").replaceChildren(...drawn);
  if (focused) find("people").querySelector(`[data-phone="${focused}"]`)?.focus();
}

/** Typing shows until the answer comes or its time is over, whichever is first. */
function showState() {
  const isTyping = people.get(current)?.typingUntil > Date.now();
  typing.hidden = !isTyping;
  state.textContent = isConnected ? (isTyping ? "typing…" : "online") : "connecting…";
  state.classList.toggle("busy", isTyping);
  if (isTyping) scrollDown();
}

function scrollDown() {
  scroll.scrollTop = scroll.scrollHeight;
}

async function send(text) {
  words.value = "";
  words.focus();
  try {
    await say(current, text);
  } catch {
    words.value = text;
    state.textContent = "not sent: the emulator doesn't answer";
  }
}

/** Start from what the emulator knows, which after its restart is less than what we have. */
async function catchUp() {
  people.clear();
  (await listPeople()).forEach(meet);
  if (!people.has(current)) current = people.keys().next().value;
  const chats = await Promise.all([...people.keys()].map(readChat));
  chats.flat().forEach(keep);
  isConnected = true;
  showChat();
}

function choose(phone) {
  current = phone;
  showChat();
  words.focus();
}

async function join(event) {
  event.preventDefault();
  try {
    const newcomer = await addPerson(find("name").value, find("phone").value);
    find("newcomer").close();
    meet(newcomer); // the event that says so may come later
    choose(newcomer.phone);
  } catch {
    find("complaint").textContent = "A name, and a number of 7 to 15 digits, please.";
  }
}

function openNewcomer() {
  find("newcomer").querySelector("form").reset();
  find("complaint").textContent = "";
  find("newcomer").showModal();
}

function drawIdea(text) {
  const button = element("button", "idea", text);
  button.type = "button";
  button.dir = "auto";
  button.addEventListener("click", () => send(text));
  return element("li", "", button);
}

/** Press what a bubble offers; its list closes, as on a phone. */
async function pressChoice({ target }) {
  const button = target.closest("[data-choice]");
  if (!button) return;
  button.closest("details")?.removeAttribute("open");
  words.focus();
  try {
    await press(current, button.closest(".bubble").dataset.id, button.dataset.choice);
  } catch {
    state.textContent = "not sent: the emulator doesn't answer";
  }
}

find("ideas").append(...IDEAS.map(drawIdea));
find("add").addEventListener("click", openNewcomer);
find("cancel").addEventListener("click", () => find("newcomer").close());
find("newcomer").addEventListener("submit", join);
find("people").addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button) choose(button.dataset.phone);
});
log.addEventListener("click", pressChoice);
find("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  if (words.value.trim()) send(words.value);
});
words.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  find("composer").requestSubmit();
});

watch({
  onOpen: catchUp,
  onLost: () => {
    isConnected = false;
    showState();
  },
  person: (newcomer) => {
    meet(newcomer);
    showPeople();
  },
  message: (message) => {
    if (!people.has(message.phone)) return; // it comes with everything else in `catchUp`
    keep(message);
    if (message.phone === current) show(message);
    showPeople();
    showState();
  },
  typing: ({ phone, until }) => {
    if (!people.has(phone)) return;
    people.get(phone).typingUntil = Date.parse(until);
    setTimeout(showState, Date.parse(until) - Date.now() + 1);
    showState();
  },
});
