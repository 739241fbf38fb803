// Where a person writes, and everything else that they can send.

import { keepFile } from "./api.js";
import { quotation } from "./bubble.js";
import { closeWhenLeft } from "./dom.js";
import { silence } from "./recording.js";
import { askWhere } from "./location.js";

export class Composer {
  /** `part` finds the pieces of one phone; `send` sends a message and throws if it can't. */
  constructor(part, send) {
    Object.assign(this, { part, sendMessage: send, words: part("words"), quoted: null });
    part("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.words.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      part("composer").requestSubmit();
    });
    closeWhenLeft(part("attach"));
    part("file").addEventListener("change", () => this.sendFile());
    part("unquote").addEventListener("click", () => this.quote(null));
    part("attach").addEventListener("click", ({ target }) => this.attach(target.closest("button")?.dataset.kind));
  }

  speak(language) {
    this.words.lang = language;
  }

  focus() {
    this.words.focus();
  }

  quote(message) {
    this.showQuoted(message);
    this.focus();
  }

  showQuoted(message) {
    this.quoted = message;
    this.part("quoting").hidden = message === null;
    this.part("quoted").replaceChildren(...(message ? [quotation(message)] : []));
  }

  /** What was written, as one message or as one for each line; what can't be sent comes back. */
  async submit() {
    const text = this.words.value;
    if (!text.trim()) return;
    const apart = this.part("apart").checked;
    const left = apart ? text.split("\n").filter((each) => each.trim()) : [text];
    this.words.value = "";
    this.focus();
    try {
      await this.once(async (extras) => {
        for (; left.length > 0; left.shift()) await this.sendMessage({ text: left[0], ...extras });
      });
    } catch {
      this.words.value = [...left, this.words.value].filter(Boolean).join("\n");
    }
  }

  /** What is quoted goes with one `deed`. Whoever has gone elsewhere meanwhile, or quotes something else, is left alone. */
  async once(deed) {
    const { quoted } = this;
    await deed(this.extras());
    if (this.quoted === quoted) this.showQuoted(null);
  }

  extras() {
    const forwarded = this.part("as-forwarded").value;
    return {
      ...(this.quoted && { replies_to: this.quoted.id }),
      ...(forwarded && { forwarded }),
    };
  }

  attach(kind) {
    if (!kind) return;
    this.part("attach").open = false;
    if (kind === "file") return this.part("file").click();
    if (kind === "voice") return this.try(() => this.sendMedia("audio", silence(), { voice: true }));
    if (kind === "location") return this.askLocation();
    if (kind === "poll") return this.try(() => this.sendMessage({ unsupported: { type: "poll_creation" } }));
  }

  /** The caption is what stands in the field already. */
  async sendFile() {
    const [file] = this.part("file").files;
    this.part("file").value = "";
    if (!file) return;
    const [family] = file.type.split("/");
    const kind = ["image", "audio", "video"].includes(family) ? family : "document";
    const caption = kind === "audio" ? "" : this.words.value.trim();
    await this.try(async () => {
      await this.sendMedia(kind, file, { ...(caption && { caption }), ...(kind === "document" && { filename: file.name }) });
      if (caption) this.words.value = "";
    });
  }

  async sendMedia(kind, file, fields) {
    const { id } = await keepFile(file);
    await this.once((extras) => this.sendMessage({ [kind]: { id, ...fields }, ...extras }));
  }

  async askLocation(repliesTo = undefined) {
    const location = await askWhere();
    this.focus();
    if (location) await this.try(() => this.sendMessage({ location, ...(repliesTo && { replies_to: repliesTo }) }));
  }

  async try(deed) {
    this.focus();
    try {
      await deed();
    } catch (error) {
      this.part("problem").textContent ||= `Not sent: ${error.message}`;
    }
  }
}
