// What the page knows, and who wants to hear of changes to it.

import { get, post } from "./api.js";

export const state = {
  workspaces: [],
  workspace: null, // the record chosen
  people: new Map(),
  person: null, // who one acts as
  conversations: [],
  place: null, // a conversation's id, or "home"
  messages: [],
  home: null,
  homeProblem: null, // why the app did not take the news that its Home tab was opened
  views: [],
  clock: null,
  zone: null, // of the clock bar; null follows the person
};

const listeners = new Map();

export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, []);
  listeners.get(topic).push(listener);
}

export const tell = (topic) => listeners.get(topic)?.forEach((listener) => listener());

export const conversation = () => state.conversations.find((one) => one.id === state.place) ?? null;
export const isHere = () => state.place !== null;
export const botId = () => state.workspace?.app?.bot_user_id ?? null;
export const productNow = () => (state.clock ? new Date(Date.parse(state.clock.now) + (state.clock.travelling ? 0 : Date.now() - state.clock.readAt)) : new Date());

export const names = {
  user: (id) => state.people.get(id)?.real_name ?? id,
  isMe: (id) => id === state.person?.id,
  channel: (id) => state.conversations.find((one) => one.id === id)?.name,
  everyone: () => [...state.people.values()].filter((user) => !user.deleted && !user.is_bot),
  channels: () => state.conversations,
  get workspace() {
    return state.workspace?.id;
  },
  get zone() {
    return state.person?.tz ?? "UTC";
  },
  now: productNow,
};

// Each loader asks the server and tells its topic. Answers that come after the person or place changed are dropped.
export const load = {
  async people() {
    const { people } = await get(`people?workspace=${state.workspace.id}`);
    const unchanged = JSON.stringify(people) === JSON.stringify([...state.people.values()]);
    state.people = new Map(people.map((person) => [person.id, person]));
    if (state.person) state.person = state.people.get(state.person.id) ?? null;
    if (!unchanged) tell("people");
  },
  async conversations() {
    const who = state.person.id;
    const { conversations } = await get(`people/${who}/conversations`);
    if (state.person.id !== who) return;
    state.conversations = conversations;
    tell("conversations");
  },
  async messages() {
    const [who, place] = [state.person.id, state.place];
    if (!place || place === "home") return;
    const { messages } = await get(`people/${who}/conversations/${place}/messages`);
    if (state.person.id !== who || state.place !== place) return;
    state.messages = messages;
    tell("messages");
    if (conversation()?.unread && document.visibilityState === "visible") await post(`people/${who}/read`, { channel: place });
  },
  async home() {
    const who = state.person.id;
    const { view } = await get(`people/${who}/home`);
    if (state.person.id !== who) return;
    state.home = view;
    tell("home");
  },
  async views() {
    const who = state.person.id;
    const { views } = await get(`people/${who}/modal`);
    if (state.person.id !== who) return;
    state.views = views;
    tell("views");
  },
  async clock() {
    state.clock = { ...(await get("clock")), readAt: Date.now() };
    tell("clock");
  },
};
