// The page: whose phones are out, what happens on them, and what goes on behind.

import { watch } from "./api.js";
import { openBackstage } from "./backstage.js";
import { catchUp, everybody, keep, known, meet } from "./chats.js";
import { find } from "./dom.js";
import { listenToPeople, showPeople } from "./people.js";
import { Phone } from "./phone.js";

const MOST = 4;
let phones = [];
let isConnected = false;

const numbers = () => phones.map(({ number }) => number);

/** Take a phone in hand, in the place of the first, or beside the others. */
function takeOut(number, isBeside) {
  show(number, isBeside).focus();
}

function show(number, isBeside) {
  let phone = phones.find((each) => each.number === number);
  if (!phone) {
    phone = new Phone(known(number), putAway);
    if (isBeside) phones = [...phones, phone].slice(-MOST);
    else phones = [phone, ...phones.slice(1)];
  }
  known(number).hasNews = false;
  lay();
  phone.scrollDown();
  return phone;
}

function putAway(phone) {
  phones = phones.filter((each) => each !== phone);
  lay();
  phones[0]?.focus();
}

/** What is out already stays as it is, for what is half written would be lost. */
function lay() {
  const desk = find("phones");
  for (const drawn of [...desk.children]) {
    if (!phones.some((phone) => phone.element === drawn)) drawn.remove();
  }
  phones.forEach((phone, place) => {
    if (desk.children[place] !== phone.element) desk.insertBefore(phone.element, desk.children[place] ?? null);
  });
  desk.dataset.count = phones.length;
  showPeople(numbers());
  showStates();
}

const showStates = () => phones.forEach((phone) => phone.showState(isConnected));

async function start() {
  await catchUp();
  isConnected = true;
  const kept = numbers().filter(known);
  const first = everybody()[0]?.phone;
  phones = (kept.length ? kept : first ? [first] : []).map((number) => new Phone(known(number), putAway));
  find("phones").replaceChildren();
  lay();
  phones.forEach((phone) => phone.scrollDown());
  if (document.activeElement === document.body) phones[0]?.focus();
}

function lose() {
  isConnected = false;
  showStates();
}

function hear(message) {
  if (!known(message.phone)) return; // it comes with everything else in `start`
  const isNew = keep(message);
  const phone = phones.find(({ number }) => number === message.phone);
  phone?.show(message);
  if (isNew && !phone && message.author === "business") known(message.phone).hasNews = true;
  showPeople(numbers());
  showStates();
}

function showTyping({ phone, until }) {
  if (!known(phone)) return;
  known(phone).typingUntil = Date.parse(until);
  setTimeout(showStates, Date.parse(until) - Date.now() + 1);
  showStates();
}

/** Whoever joins while a scenario is played is on its stage. */
function welcome(newcomer, isPlaying) {
  meet(newcomer);
  if (isPlaying()) show(newcomer.phone, true);
  else showPeople(numbers());
}

const backstage = openBackstage({
  clearDesk: () => {
    phones = [];
    lay();
  },
});
listenToPeople(takeOut);
watch("events", {
  onOpen: start,
  onLost: lose,
  person: (newcomer) => welcome(newcomer, backstage.isPlaying),
  message: hear,
  typing: showTyping,
});
