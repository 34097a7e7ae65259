// What the page knows of the world, seen with the eyes of one person.

const LINES = 500;

export class Store extends EventTarget {
  viewer = null;
  bot = null;
  painter = "stand-in";
  people = new Map();
  channels = new Map();
  messages = new Map();
  interactions = new Map();
  lines = [];
  unread = new Set();
  place = null;

  get me() { return this.people.get(this.viewer); }
  get channel() { return this.channels.get(this.place); }

  person(id) { return this.people.get(id) ?? { id, name: "somebody", bot: false }; }

  messagesOf(channel) {
    return [...this.messages.values()].filter((message) => message.channel === channel).sort((a, b) => compareIds(a.id, b.id));
  }

  go(place) {
    if (!this.channels.has(place)) return;
    this.place = place;
    this.unread.delete(place);
    this.tell("place");
  }

  tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }

  on(names, listener) { for (const name of names.split(" ")) this.addEventListener(name, (event) => listener(event.detail)); }

  // Events of the stream.

  world(all) {
    Object.assign(this, { viewer: all.viewer, bot: all.bot, painter: all.painter });
    this.people = byId(all.people);
    this.channels = byId(all.channels);
    this.messages = byId(all.messages);
    this.interactions = byId(all.interactions);
    this.lines = [];
    if (!this.channels.has(this.place)) this.place = all.channels[0]?.id ?? null;
    this.tell("world");
    this.tell("place");
  }

  channelsChanged(channels) {
    this.channels = byId(channels);
    this.tell("channels");
  }

  message(message) {
    const known = this.messages.has(message.id);
    this.messages.set(message.id, message);
    if (!known && message.channel !== this.place) this.unread.add(message.channel);
    this.tell("message", message);
  }

  gone({ id }) {
    const message = this.messages.get(id);
    this.messages.delete(id);
    if (message) this.tell("gone", message);
  }

  interaction(interaction) {
    this.interactions.set(interaction.id, interaction);
    this.tell("interaction", interaction);
    if (interaction.answered && !interaction.modal) this.interactions.delete(interaction.id);
  }

  forget(id) {
    const interaction = this.interactions.get(id);
    this.interactions.delete(id);
    if (interaction) this.tell("interaction", interaction);
  }

  traffic(lines) {
    this.lines = [...this.lines, ...lines].slice(-LINES);
    this.tell("traffic", lines);
  }
}

export function compareIds(a, b) {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function byId(list) {
  return new Map(list.map((item) => [item.id, item]));
}
