// The left side: places of the world, and who one is.

import { avatar, icon, make } from "./dom.js";

const SHAPES = { text: "hash", thread: "thread", direct: "at" };

export class Places {
  #world;
  #choose;
  #nav = document.getElementById("places");

  constructor(world, choose) {
    this.#world = world;
    this.#choose = choose;
    world.on("world place channels message", () => this.#draw());
  }

  #draw() {
    const world = this.#world;
    const all = [...world.channels.values()];
    const rooms = all.filter((channel) => channel.kind !== "direct");
    const place = rooms[0]?.place ?? "Playground";
    const focused = this.#nav.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    this.#nav.replaceChildren(
      make("div", { class: "brand" }, make("img", { src: "/page/leaf.svg", alt: "" }), make("strong", { text: place })),
      this.#group("Channels", rooms), this.#group("Direct messages", all.filter((channel) => channel.kind === "direct")),
      this.#people());
    if (focused) this.#nav.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  #group(title, channels) {
    return make("section", {}, make("h2", { text: title }), make("ul", {}, channels.map((channel) => make("li", {}, this.#entry(channel)))));
  }

  #entry(channel) {
    const here = channel.id === this.#world.place;
    const unread = this.#world.unread.has(channel.id);
    const shape = channel.kind === "direct" ? avatar(this.#partner(channel)) : icon(SHAPES[channel.kind]);
    return make("button", { type: "button", class: `place ${channel.kind}${unread ? " unread" : ""}`, "aria-current": here ? "page" : null, "data-key": channel.id, on: { click: () => this.#world.go(channel.id) } },
      shape, make("span", { text: channel.name }), unread && make("span", { class: "dot", role: "img", "aria-label": "unread" }));
  }

  #partner(channel) {
    return this.#world.person(channel.members.find((id) => id !== this.#world.viewer));
  }

  #people() {
    const people = [...this.#world.people.values()].filter((person) => !person.bot);
    return make("section", { class: "who" }, make("h2", { id: "who", text: "You are" }),
      make("div", { class: "people", role: "radiogroup", "aria-labelledby": "who" }, people.map((person) => this.#person(person))));
  }

  #person(person) {
    const me = person.id === this.#world.viewer;
    const choose = () => this.#choose(person.id);
    return make("button", { type: "button", role: "radio", "aria-checked": String(me), class: "person", "data-key": person.id, on: { click: choose } }, avatar(person), make("span", { text: person.name }));
  }
}
