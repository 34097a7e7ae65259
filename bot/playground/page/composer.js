// Where one writes: words, files, mentions, and slash commands as a line or as a form.

import { button, icon, make, toast } from "./dom.js";
import { atCaret, flatten, readLine } from "./commandline.js";
import { CommandForm } from "./commandform.js";
import { Offers } from "./offers.js";
import { Refused } from "./link.js";
import { Suggestions } from "./suggestions.js";
import { Tray } from "./tray.js";

const TYPING_MS = 5000;
const ASK_MS = 150;

export class Composer {
  #world;
  #link;
  #offers = new Offers();
  #section = document.getElementById("composer");
  #input = make("textarea", { rows: "1", "aria-label": "Message", maxlength: "4000" });
  #hint = make("div", { class: "hint" });
  #replying = make("div", { class: "replying", hidden: true });
  #formHolder = make("div", { class: "form-holder" });
  #tray;
  #form;
  #suggestions;
  #replyTo = null;
  #editing = null;
  #drafts = new Map();
  #place = null;
  #typed = 0;
  #asked = 0;

  constructor(world, link) {
    this.#world = world;
    this.#link = link;
    this.#tray = new Tray(this.#section, () => this.#refresh());
    this.#suggestions = new Suggestions(this.#input, "Suggestions");
    this.#form = new CommandForm(world, link, this.#formHolder, () => this.#formClosed());
    this.#build();
    world.on("place world", () => this.#changePlace());
    world.on("channels", () => this.#refresh());
    world.on("gone", (message) => [this.#replyTo?.id, this.#editing?.id].includes(message.id) && this.#forget());
  }

  reply(message) {
    this.#editing = null;
    this.#replyTo = { id: message.id, ping: true };
    this.#above("Replying to", message, this.#pingSwitch());
  }

  edit(message) {
    this.#replyTo = null;
    this.#editing = message;
    this.#input.value = message.content;
    this.#above("Editing your message", null);
  }

  get #commands() { return this.#offers.added(flatten(this.#world.channel?.commands ?? [])); }

  #build() {
    const mention = () => this.#insert(`@${this.#world.person(this.#world.bot).name} `);
    const box = make("div", { class: "box" }, button("Attach files", "plus", () => this.#tray.choose()), this.#input,
      button("Commands", "slash", () => this.#startCommand()), button("Mention the bot", "at", mention), button("Send", "send", () => this.#send(), { class: "plain send", id: "send" }));
    this.#section.append(this.#formHolder, this.#suggestions.element, this.#tray.element, this.#replying, box, this.#hint, make("p", { class: "typing", id: "typing", "aria-live": "polite" }));
    this.#input.addEventListener("input", () => { this.#refresh(); this.#tellTyping(); });
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("blur", () => this.#suggestions.hide());
    this.#input.addEventListener("paste", (event) => event.clipboardData.files.length && this.#tray.add(event.clipboardData.files));
  }

  #changePlace() {
    if (this.#place !== null) this.#drafts.set(this.#place, this.#input.value);
    if (this.#place !== this.#world.place) {
      this.#input.value = this.#drafts.get(this.#world.place) ?? "";
      this.#forget();
      if (this.#form.open) this.#form.close();
    }
    this.#place = this.#world.place;
    const channel = this.#world.channel;
    this.#input.placeholder = channel ? `Message ${channel.kind === "text" ? "#" : ""}${channel.name} as ${this.#world.me.name}` : "";
    this.#refresh();
  }

  #startCommand() {
    if (!this.#input.value.startsWith("/")) this.#input.value = "/";
    this.#input.focus();
    this.#refresh();
  }

  #insert(text) {
    this.#input.setRangeText(text, this.#input.selectionStart, this.#input.selectionEnd, "end");
    this.#input.focus();
    this.#refresh();
  }

  #key(event) {
    if (this.#suggestions.key(event) || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) this.#send();
    else if (event.key === "Escape" && (this.#replyTo || this.#editing)) this.#forget();
    else return;
    event.preventDefault();
  }

  // After every change: height, suggestions, and the line that explains a command.
  #refresh() {
    this.#input.style.height = "auto";
    this.#input.style.height = `${Math.min(this.#input.scrollHeight, 220)}px`;
    const line = this.#input.value.slice(0, this.#input.selectionStart || undefined);
    const found = document.activeElement === this.#input && !this.#editing ? atCaret(line, this.#commands) : null;
    this.#asked += 1;
    this.#suggest(found, line);
    this.#explain();
  }

  #suggest(found, line) {
    if (found?.kind === "command") return this.#suggestions.show(this.#commandItems(found.partial));
    if (found?.kind === "value") return void this.#suggestValues(found, line);
    if (found?.kind === "words" && found.partial.length > 1) return this.#suggestions.show(this.#optionItems(found, line), false);
    this.#suggestions.hide();
  }

  #commandItems(partial) {
    const fitting = this.#commands.filter(({ words }) => words.startsWith(partial.toLowerCase()));
    return fitting.map((command) => ({ label: `/${command.words}`, hint: command.description, take: () => this.#pick(command) }));
  }

  #pick(command) {
    this.#input.value = "";
    this.#refresh();
    if (command.options.length) this.#form.show(command);
    else this.#deed("slash", { channel: this.#world.place, command: command.words });
  }

  #optionItems({ command, partial }, line) {
    const fitting = command.options.filter(({ name, type }) => type !== 11 && name.startsWith(partial) && !line.includes(` ${name}:`));
    return fitting.map((option) => ({ label: `${option.name}:`, hint: option.description, take: () => this.#complete(line, partial.length, `${option.name}:`) }));
  }

  async #suggestValues(found, line) {
    const mine = this.#asked;
    const asked = found.option.autocomplete;
    const take = ({ name, value }) => () => this.#complete(line, line.length - found.from, `${quoted(String(asked ? value : name))} `);
    const offered = asked ? await this.#ask(found, line, mine) : localChoices(found.option);
    if (mine !== this.#asked) return;
    const fitting = asked ? offered : offered.filter(({ name }) => name.toLowerCase().startsWith(found.partial.toLowerCase()));
    const done = fitting.some(({ name }) => name.toLowerCase() === found.partial.toLowerCase());
    this.#suggestions.show(done ? [] : fitting.map((choice) => ({ label: choice.name, take: take(choice) })), found.partial !== "");
  }

  async #ask({ command, option, partial }, line, mine) {
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    if (mine !== this.#asked) return [];
    const options = { ...readLine(line, this.#commands)?.options };
    delete options[option.name];
    const said = { channel: this.#world.place, command: command.words, option: option.name, partial, options };
    const { choices } = await this.#link.deed("autocomplete", said).catch(() => ({ choices: [] }));
    return this.#offers.learn(command, option, choices);
  }

  #complete(line, length, text) {
    this.#input.setRangeText(text, line.length - length, line.length, "end");
    this.#input.focus();
    this.#refresh();
  }

  #explain() {
    const read = readLine(this.#input.value, this.#commands, this.#tray.files);
    if (!read) return this.#hint.replaceChildren();
    const chips = read.command.options.map((option) => {
      const set = option.name in read.options || option.name in read.files;
      const shown = set ? `${option.name}: ${read.files[option.name]?.[0].name ?? read.options[option.name]}` : option.name;
      return make("span", { class: `chip${set ? " set" : ""}`, title: option.description, text: shown });
    });
    const form = make("button", { type: "button", class: "jump", text: "Use the form", on: { click: () => this.#pick(read.command) } });
    this.#hint.replaceChildren(...chips, form);
  }

  async #send() {
    if (this.#form.open) return;
    const text = this.#input.value.trim();
    const read = readLine(text, this.#commands, this.#tray.files);
    if (read?.problem) return toast(read.problem);
    if (!read && text.startsWith("/")) return toast(`There is no command ${text.split(/\s/)[0]} here.`);
    if (!text && !this.#tray.files.length) return;
    if (await this.#sendAs(text, read)) this.#clear();
  }

  #sendAs(text, read) {
    const channel = this.#world.place;
    if (this.#editing) return this.#deed("edit", { message: this.#editing.id, text: this.#withMentions(text) });
    if (read) return this.#deed("slash", { channel, command: read.command.words, options: read.options }, read.files);
    const reply = this.#replyTo ? { replyTo: this.#replyTo.id, ping: this.#replyTo.ping } : {};
    return this.#deed("say", { channel, text: this.#withMentions(text), ...reply }, { files: this.#tray.files });
  }

  async #deed(name, said, files) {
    try {
      return await this.#link.deed(name, said, files);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(error.message);
      return null;
    }
  }

  #withMentions(text) {
    const people = [...this.#world.people.values()].sort((a, b) => b.name.length - a.name.length);
    return people.reduce((words, { id, name }) => words.replaceAll(`@${name}`, `<@${id}>`), text);
  }

  #tellTyping() {
    if (this.#input.value.startsWith("/") || Date.now() - this.#typed < TYPING_MS) return;
    this.#typed = Date.now();
    this.#link.deed("typing", { channel: this.#world.place }).catch(() => {});
  }

  #clear() {
    this.#input.value = "";
    this.#tray.clear();
    this.#forget();
  }

  #forget() {
    if (this.#editing) this.#input.value = "";
    this.#replyTo = this.#editing = null;
    this.#replying.hidden = true;
    this.#refresh();
  }

  #formClosed() { this.#input.focus(); }

  #above(words, message, ...more) {
    const name = message && make("strong", { text: this.#world.person(message.author).name });
    this.#replying.replaceChildren(icon(message ? "reply" : "edit"), make("span", {}, `${words} `, name), ...more, button("Cancel", "close", () => this.#forget()));
    this.#replying.hidden = false;
    this.#input.focus();
    this.#refresh();
  }

  #pingSwitch() {
    const flip = (event) => { this.#replyTo.ping = event.target.checked; };
    return make("label", { class: "check ping" }, make("input", { type: "checkbox", role: "switch", checked: true, on: { change: flip } }), make("span", { text: "Ping" }));
  }
}

function localChoices(option) {
  return option.choices ?? (option.type === 5 ? [{ name: "true" }, { name: "false" }] : []);
}

function quoted(name) { return /\s/.test(name) ? `"${name}"` : name; }
