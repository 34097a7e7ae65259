// The wire to the server: one event stream in, deeds out. The secret travels in a header, never in an address.

const HANDLERS = { world: "world", channels: "channelsChanged", message: "message", gone: "gone", interaction: "interaction", traffic: "traffic" };

const FEW_TRIES = 3;

export class Refused extends Error {}

export class Link {
  #secret;
  #store;
  #reading = null;
  #known = false;

  constructor(secret, store) {
    this.#secret = secret;
    this.#store = store;
  }

  // Follow the world as this person, until somebody else is chosen; a lost connection is taken up again, and after a few
  // failed tries the person is told what to do meanwhile.
  async follow(viewer) {
    this.#reading?.abort();
    const reading = (this.#reading = new AbortController());
    let failed = 0;
    for (let wait = 250; !reading.signal.aborted; wait = Math.min(wait * 2, 4000)) {
      try {
        const response = await this.#fetch(`/page/stream?as=${encodeURIComponent(viewer ?? "")}`, { signal: reading.signal });
        if (response.status === 403) return this.#store.tell("connection", this.#known ? "ended" : "locked");
        this.#store.tell("connection", "open");
        this.#known = true;
        wait = 250;
        failed = -1;
        for await (const [name, data] of events(response.body)) this.#take(name, data);
      } catch (error) {
        if (reading.signal.aborted) return;
      }
      failed += 1;
      this.#store.tell("connection", failed < FEW_TRIES ? "lost" : "ended");
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  async deed(name, said, files = {}) {
    const form = new FormData();
    form.append("said", JSON.stringify({ as: this.#store.viewer, ...said }));
    for (const [field, list] of Object.entries(files)) for (const file of list) form.append(field, file, file.name);
    const response = await this.#fetch(`/page/deeds/${name}`, { method: "POST", body: form }).catch(() => null);
    if (!response) throw new Refused("The playground does not answer; is it still running?");
    const answer = await response.json().catch(() => ({ sentence: response.statusText }));
    if (!response.ok) throw new Refused(answer.sentence);
    return answer;
  }

  async detail(key) {
    const response = await this.#fetch(`/page/traffic/${key}`);
    return response.ok ? response.json() : null;
  }

  #take(name, data) {
    if (name === "typing") this.#store.tell("typing", data);
    else this.#store[HANDLERS[name]]?.(data);
  }

  #fetch(path, options = {}) {
    return fetch(path, { ...options, headers: { "X-Page-Secret": this.#secret }, cache: "no-store", credentials: "omit" });
  }
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (waiting + value).split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) {
      const [head, body] = block.split("\n");
      if (head.startsWith("event: ")) yield [head.slice(7), JSON.parse(body.slice(6))];
    }
  }
}
