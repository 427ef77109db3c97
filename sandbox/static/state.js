// Slack's state values ({type, selected_option: …}) as the plain values that the control API takes, and back to choices.

const READ = {
  plain_text_input: (state) => state.value,
  email_text_input: (state) => state.value,
  url_text_input: (state) => state.value,
  number_input: (state) => state.value,
  rich_text_input: (state) => state.rich_text_value,
  datepicker: (state) => state.selected_date,
  timepicker: (state) => state.selected_time,
  datetimepicker: (state) => state.selected_date_time,
  static_select: (state) => state.selected_option?.value,
  external_select: (state) => state.selected_option,
  radio_buttons: (state) => state.selected_option?.value,
  users_select: (state) => state.selected_user,
  conversations_select: (state) => state.selected_conversation,
  channels_select: (state) => state.selected_channel,
  checkboxes: (state) => state.selected_options?.map((option) => option.value),
  multi_static_select: (state) => state.selected_options?.map((option) => option.value),
  multi_users_select: (state) => state.selected_users,
  multi_conversations_select: (state) => state.selected_conversations,
  multi_channels_select: (state) => state.selected_channels,
};

const INITIAL = {
  plain_text_input: (element) => element.initial_value,
  email_text_input: (element) => element.initial_value,
  url_text_input: (element) => element.initial_value,
  number_input: (element) => element.initial_value,
  rich_text_input: (element) => element.initial_value,
  datepicker: (element) => element.initial_date,
  timepicker: (element) => element.initial_time,
  datetimepicker: (element) => element.initial_date_time,
  static_select: (element) => element.initial_option?.value,
  external_select: (element) => element.initial_option,
  radio_buttons: (element) => element.initial_option?.value,
  users_select: (element) => element.initial_user,
  conversations_select: (element) => element.initial_conversation,
  channels_select: (element) => element.initial_channel,
  checkboxes: (element) => element.initial_options?.map((option) => option.value),
  multi_static_select: (element) => element.initial_options?.map((option) => option.value),
  multi_users_select: (element) => element.initial_users,
  multi_conversations_select: (element) => element.initial_conversations,
  multi_channels_select: (element) => element.initial_channels,
};

const isEmpty = (value) => value === undefined || value === null || value === "" || value.length === 0;

// What the person has typed but not sent, has chosen so far, or the element's own initial value.
export function currentValue(element, blockId, { values, typed }) {
  const waiting = typed?.[blockId]?.[element.action_id];
  if (!isEmpty(waiting)) return waiting;
  const state = values?.[blockId]?.[element.action_id];
  if (state) return READ[element.type]?.(state) ?? undefined;
  return INITIAL[element.type]?.(element) ?? undefined;
}
