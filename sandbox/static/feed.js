// Live updates: the feed says what changed, and the part concerned is read again. Bursts become one reading.

import { load, state, tell } from "./store.js";

const waiting = new Map();

function soon(name) {
  if (waiting.has(name)) {
    waiting.set(name, "again");
    return;
  }
  waiting.set(name, "once");
  setTimeout(async () => {
    waiting.set(name, "once");
    try {
      await load[name]();
    } catch {
      // the next change, or the reconnected feed, reads it again
    }
    const again = waiting.get(name) === "again";
    waiting.delete(name);
    if (again) soon(name);
  }, 30);
}

const AFFECTS = {
  message: (change) => [change.channel === state.place && "messages", "conversations"],
  conversation: () => ["conversations"],
  member: () => ["conversations", "people"],
  user: () => ["people"],
  read: () => ["conversations"],
  home: (change) => [change.user === state.person?.id && "home"],
  view: (change) => [change.user === state.person?.id && "views"],
  clock: () => ["clock"],
  app: () => ["people", "conversations"],
};

function hear(change) {
  if (change.kind === "traffic" || change.kind === "faults") {
    tell(change.kind);
    return;
  }
  if (change.workspace && change.workspace !== state.workspace?.id) return;
  if (!state.person && change.kind !== "user" && change.kind !== "clock") return;
  AFFECTS[change.kind]?.(change).filter(Boolean).forEach(soon);
}

export function follow() {
  const source = new EventSource("/control/feed");
  source.onmessage = (event) => hear(JSON.parse(event.data));
  source.onerror = () => {
    document.body.dataset.feed = "lost";
  };
  source.onopen = () => {
    document.body.dataset.feed = "live";
    // what happened before the feed was there, or while it was lost
    if (state.person) ["people", "conversations", "messages", "home", "views", "clock"].forEach(soon);
  };
}
