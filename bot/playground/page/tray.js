// Files that go with the next message: chosen, dropped or pasted.

import { button, bytes, icon, make, toast } from "./dom.js";

const MOST = 10;

export class Tray {
  #files = [];
  #changed;
  #input = make("input", { type: "file", multiple: true, hidden: true, "aria-label": "Files" });

  constructor(section, changed) {
    this.#changed = changed;
    this.element = make("div", { class: "tray", hidden: true });
    section.append(this.#input);
    this.#input.addEventListener("change", () => { this.add(this.#input.files); this.#input.value = ""; });
    const talk = section.closest(".talk");
    for (const kind of ["dragenter", "dragover"]) talk.addEventListener(kind, (event) => this.#over(event, talk));
    for (const kind of ["dragleave", "drop"]) talk.addEventListener(kind, (event) => event.relatedTarget && talk.contains(event.relatedTarget) || talk.classList.remove("over"));
    talk.addEventListener("drop", (event) => { event.preventDefault(); this.add(event.dataTransfer.files); });
  }

  get files() { return this.#files.map(({ file }) => file); }

  choose() { this.#input.click(); }

  add(files) {
    for (const file of files) {
      if (this.#files.length >= MOST) return toast(`At most ${MOST} files go with a message.`);
      this.#files.push({ file, preview: file.type.startsWith("image/") ? URL.createObjectURL(file) : null });
    }
    this.#draw();
  }

  clear() {
    for (const { preview } of this.#files) if (preview) URL.revokeObjectURL(preview);
    this.#files = [];
    this.#draw();
  }

  #over(event, talk) {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    talk.classList.add("over");
  }

  #remove(entry) {
    if (entry.preview) URL.revokeObjectURL(entry.preview);
    this.#files = this.#files.filter((other) => other !== entry);
    this.#draw();
  }

  #draw() {
    this.element.hidden = !this.#files.length;
    this.element.replaceChildren(...this.#files.map((entry) => make("figure", {},
      entry.preview ? make("img", { src: entry.preview, alt: "" }) : icon("file"),
      make("figcaption", { title: entry.file.name }, entry.file.name, make("small", { text: bytes(entry.file.size) })),
      button(`Remove ${entry.file.name}`, "close", () => this.#remove(entry)))));
    this.#changed();
  }
}
