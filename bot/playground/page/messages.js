// The list of messages of one place: grouped, live, kept at its end unless somebody scrolled up.

import { avatar, make, toast } from "./dom.js";
import { banner, drawMessage } from "./message.js";
import { compareIds } from "./store.js";

const GROUP_SECONDS = 420;
const NEAR_END = 120;

export class Messages {
  #world;
  #hands;
  #list = document.getElementById("messages");
  #scroll = document.getElementById("scroll");
  #newer = document.getElementById("newer");
  #typing = new Map();
  #hidden = new Set();
  #atEnd = true;
  #top = 0;

  constructor(world, hands) {
    this.#world = world;
    this.#hands = { ...hands, hide: (message) => this.#hide(message) };
    world.on("place channels", () => this.#drawAll());
    world.on("message", (message) => this.#put(message));
    world.on("gone", (message) => this.#remove(message.id));
    world.on("interaction", (interaction) => this.#take(interaction));
    world.on("typing", (typing) => this.#showTyping(typing));
    world.on("jump", (id) => this.jump(id));
    this.#scroll.addEventListener("scroll", () => this.#noteScroll(), { passive: true });
    this.#newer.addEventListener("click", () => this.#toEnd(true));
    this.#list.addEventListener("click", (event) => this.#tap(event));
    new ResizeObserver(() => this.#atEnd && this.#toEnd()).observe(this.#list);
    new ResizeObserver(() => this.#atEnd && this.#toEnd()).observe(this.#scroll);
  }

  jump(id) {
    const message = this.#world.messages.get(id);
    if (!message) return toast("That message is gone.");
    if (message.channel !== this.#world.place) this.#world.go(message.channel);
    const element = document.getElementById(`m-${id}`);
    element?.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    element?.focus({ preventScroll: true });
    element?.classList.remove("found");
    requestAnimationFrame(() => element?.classList.add("found"));
  }

  #drawAll() {
    const shown = this.#world.messagesOf(this.#world.place).filter((message) => !this.#hidden.has(message.id));
    this.#list.replaceChildren(welcome(this.#world.channel), ...shown.map((message) => this.#draw(message)));
    this.#regroup();
    this.#drawPending();
    this.#typing.clear();
    this.#drawTyping();
    this.#toEnd(true);
  }

  #draw(message) { return drawMessage(message, this.#world, this.#hands); }

  #put(message) {
    if (message.channel !== this.#world.place || this.#hidden.has(message.id)) return;
    this.#stopTyping(message.author);
    const old = document.getElementById(`m-${message.id}`);
    const element = this.#draw(message);
    if (old) replace(old, element);
    else this.#insert(element, message.id);
    this.#regroup();
    this.#drawPending();
    if (!old && message.author === this.#world.viewer) this.#toEnd(true);
    else if (!this.#atEnd && !old) this.#newer.hidden = false;
  }

  #insert(element, id) {
    const later = [...this.#list.querySelectorAll(".message[id]")].find((other) => compareIds(other.id.slice(2), id) > 0);
    if (later) later.before(element);
    else (this.#list.querySelector(".pending") ?? this.#list.querySelector(".typing"))?.before(element) ?? this.#list.append(element);
    if (!element.isConnected) this.#list.append(element);
  }

  #remove(id) {
    document.getElementById(`m-${id}`)?.remove();
    this.#regroup();
  }

  #hide(message) {
    this.#hidden.add(message.id);
    this.#remove(message.id);
  }

  // A message follows the one before it when the same person wrote both within some minutes.
  #regroup() {
    let before = null;
    for (const divider of this.#list.querySelectorAll(".day")) divider.remove();
    for (const element of this.#list.querySelectorAll(".message[id]")) {
      const newDay = !before || dayOf(before) !== dayOf(element);
      const follows = !newDay && !("leads" in element.dataset) && before.dataset.author === element.dataset.author && element.dataset.at - before.dataset.at < GROUP_SECONDS && !before.classList.contains("own-eyes");
      element.classList.toggle("follows", follows);
      if (newDay) element.before(make("p", { class: "day" }, make("span", { text: dayOf(element) })));
      before = element;
    }
  }

  #take(interaction) {
    this.#drawPending();
    if (interaction.kind === "command" && !interaction.answered && !interaction.unanswered) this.#toEnd(true);
  }

  // What the bot has not answered yet: commands as a line at the end, presses on their button.
  #drawPending() {
    for (const old of this.#list.querySelectorAll(".pending, .message .banner")) old.remove();
    for (const busy of this.#list.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
    for (const interaction of this.#world.interactions.values()) {
      if (interaction.channel !== this.#world.place || interaction.answered) continue;
      const source = interaction.message && document.getElementById(`m-${interaction.message}`);
      if (source) this.#onSource(source, interaction);
      else if (interaction.kind === "command" || interaction.unanswered) this.#list.append(this.#ghost(interaction));
    }
  }

  #onSource(source, interaction) {
    if (interaction.unanswered) source.querySelector(".body").append(banner(undefined, () => this.#world.forget(interaction.id)));
    else source.querySelector(`[data-custom-id="${CSS.escape(interaction.customId ?? "")}"]`)?.setAttribute("aria-busy", "true");
  }

  #ghost(interaction) {
    const me = this.#world.me;
    const forget = () => this.#world.forget(interaction.id);
    const what = interaction.name ?? (interaction.kind === "modal" ? "a form" : "a button");
    return make("div", { class: "pending" }, make("p", { class: "lead" }, avatar(me), make("strong", { text: me.name }), " used ", make("span", { class: "mention", text: what })),
      interaction.unanswered ? banner(undefined, forget) : make("p", { class: "thinking", text: "Sending…" }));
  }

  #showTyping({ channel, user }) {
    if (channel !== this.#world.place || user === this.#world.viewer) return;
    clearTimeout(this.#typing.get(user));
    this.#typing.set(user, setTimeout(() => this.#stopTyping(user), 9000));
    this.#drawTyping();
  }

  #stopTyping(user) {
    clearTimeout(this.#typing.get(user));
    this.#typing.delete(user);
    this.#drawTyping();
  }

  #drawTyping() {
    const names = [...this.#typing.keys()].map((id) => this.#world.person(id).name);
    document.getElementById("typing").textContent = names.length ? `${names.join(", ")} ${names.length > 1 ? "are" : "is"} typing…` : "";
  }

  // Fingers have no hover: a tap shows a message's actions.
  #tap(event) {
    if (matchMedia("(hover: hover)").matches || event.target.closest("button, a, select, input")) return;
    const message = event.target.closest(".message");
    for (const open of this.#list.querySelectorAll(".message.open")) if (open !== message) open.classList.remove("open");
    message?.classList.toggle("open");
  }

  // Only a person leaves the end: growth of the list under a standing scroll bar does not.
  #noteScroll() {
    const top = this.#scroll.scrollTop;
    const near = this.#scroll.scrollHeight - top - this.#scroll.clientHeight < NEAR_END;
    this.#atEnd = near || (this.#atEnd && top >= this.#top);
    this.#top = top;
    if (this.#atEnd) this.#newer.hidden = true;
  }

  #toEnd(force = false) {
    if (force) this.#atEnd = true;
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.#newer.hidden = true;
  }
}

function replace(old, element) {
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.customId : null;
  element.classList.toggle("open", old.classList.contains("open"));
  old.replaceWith(element);
  if (focused) element.querySelector(`[data-custom-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function dayOf(element) {
  return new Date(element.dataset.at * 1000).toLocaleDateString("en", { weekday: "long", day: "numeric", month: "long" });
}

function welcome(channel) {
  if (!channel) return make("p", { class: "welcome", text: "No place to show." });
  const title = channel.kind === "direct" ? `Only you and ${channel.name}` : `Welcome to ${channel.kind === "thread" ? "" : "#"}${channel.name}`;
  const hint = channel.commands.length ? "Type / for the commands, reply to a picture to change it, or drop a picture here." : "No command has been synced yet: the bot is still on its way.";
  return make("div", { class: "welcome" }, make("h2", { text: title }), make("p", { text: hint }));
}
