// What the person does, as the control API takes it: presses in messages, in the Home tab and in modals.

import { post } from "./api.js";
import { readValues } from "./elements.js";
import { attempt } from "./notes.js";
import { names, state } from "./store.js";

// where: {channel, ts} | {home: true} | {modal: true}
export function container(where, values, { errors, typed } = {}) {
  const made = {
    names, values, errors, typed, heading: where.modal ? "h3" : "h2", fields: new Map(),
    press: (element, blockId, value) => attempt(() => post(`people/${state.person.id}/press`, {
      ...where, action_id: element.action_id, block_id: blockId, value, values: readValues(made),
    })),
    suggest: async (element, blockId, typed) => {
      const reply = await attempt(() => post(`people/${state.person.id}/suggest`, { ...where, action_id: element.action_id, block_id: blockId, typed }));
      return reply?.options ?? [];
    },
  };
  return made;
}

export const submitView = (values) => post(`people/${state.person.id}/submit`, { values });
export const closeView = (all) => post(`people/${state.person.id}/close`, { all });
export const say = (channel, text) => post(`people/${state.person.id}/messages`, { channel, text });
export const command = (channel, name, text) => post(`people/${state.person.id}/command`, { channel, command: name, text });
export const shortcut = (callbackId) => post(`people/${state.person.id}/shortcut`, { callback_id: callbackId });
export const messageShortcut = (channel, ts, callbackId) => post(`people/${state.person.id}/message_shortcut`, { channel, ts, callback_id: callbackId });
export const openHome = () => post(`people/${state.person.id}/home`, {});
