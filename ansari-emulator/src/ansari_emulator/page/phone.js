// One person's phone: their chat, and what they do in it.

import { press, send } from "./api.js";
import { bubble, showReaction, updateTicks } from "./bubble.js";
import { known } from "./chats.js";
import { Composer } from "./composer.js";
import { copyOf, day, element } from "./dom.js";
import { ideasFor, languageOf } from "./languages.js";

export class Phone {
  /** `onClose` is called when somebody puts it away. */
  constructor(person, onClose) {
    this.number = person.phone;
    const [made, part] = copyOf("phone");
    Object.assign(this, { element: made, part });
    made.ariaLabel = `Chat of ${person.name} with Ansari`;
    made.dataset.phone = person.phone;
    part("owner").textContent = person.name;
    part("close").ariaLabel = `Put away the phone of ${person.name}`;
    part("close").addEventListener("click", () => onClose(this));
    part("log").addEventListener("click", (event) => this.touched(event.target));
    this.composer = new Composer(part, (message) => this.send(message));
    this.composer.speak(languageOf(person));
    part("ideas").append(...ideasFor(person).map((idea) => this.idea(idea)));
    known(person.phone).messages.forEach((message) => this.show(message));
    part("welcome").hidden = known(person.phone).messages.size > 0;
  }

  idea(text) {
    const made = element("button", "idea", text);
    made.type = "button";
    made.dir = "auto";
    made.addEventListener("click", () => this.send({ text }));
    return element("li", "", made);
  }

  /** Draw a message, or how far a drawn one has come. */
  show(message) {
    if (message.reaction) return this.showReaction(message);
    const drawn = this.drawn(message.id);
    if (drawn) return updateTicks(drawn, message);
    const log = this.part("log");
    const today = day(message.written_at);
    if (log.dataset.day !== today) log.append(element("div", "day", today));
    log.dataset.day = today;
    log.append(bubble(message, known(this.number).messages.get(message.replies_to)));
    this.part("welcome").hidden = true;
    this.scrollDown();
  }

  showReaction({ reaction }) {
    const drawn = this.drawn(reaction.message_id);
    if (drawn) showReaction(drawn, reaction.emoji);
  }

  drawn(id) {
    return this.part("log").querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  /** Typing shows until the answer comes or its time is over, whichever is first. */
  showState(isConnected) {
    const isTyping = known(this.number)?.typingUntil > Date.now();
    this.part("typing").hidden = !isTyping;
    const state = this.part("state");
    state.textContent = isConnected ? (isTyping ? "typing…" : "online") : "connecting…";
    state.classList.toggle("busy", isTyping);
    if (isTyping) this.scrollDown();
  }

  scrollDown() {
    const scroll = this.part("scroll");
    scroll.scrollTop = scroll.scrollHeight;
  }

  focus() {
    this.composer.focus();
  }

  async send(message) {
    await this.attempt(() => send(this.number, message));
  }

  /** What can't be done is said in words, below the chat. */
  async attempt(deed) {
    const problem = this.part("problem");
    problem.textContent = "";
    try {
      await deed();
    } catch (error) {
      problem.textContent = `Not sent: ${error.message}`;
      throw error;
    }
  }

  /** Press what a bubble offers, or do with it what its menu says. */
  touched(target) {
    const button = target.closest("button");
    if (!button) return;
    const id = button.closest(".bubble").dataset.id;
    const { choice, deed, emoji, asks } = button.dataset;
    button.closest("details")?.removeAttribute("open");
    if (choice !== undefined) this.quietly(() => press(this.number, id, choice));
    if (deed === "react") this.quietly(() => send(this.number, { reaction: { message_id: id, emoji } }));
    if (deed === "forward") this.quietly(() => send(this.number, { text: this.text(id), forwarded: "forwarded" }));
    if (deed === "reply") return this.composer.quote(known(this.number).messages.get(id));
    if (asks === "location") return this.composer.askLocation(id);
    this.focus();
  }

  text(id) {
    return known(this.number).messages.get(id).text;
  }

  async quietly(deed) {
    await this.attempt(deed).catch(() => {}); // the words are there already
  }
}
