// Keeps the focus where it was when an app replaces a view: on the same block and action.

export function focusMark(root) {
  const active = document.activeElement;
  if (!active || !root.contains(active)) return null;
  return { block: active.closest("[data-block]")?.dataset.block, action: active.closest("[data-action]")?.dataset.action };
}

export function restoreFocus(root, mark) {
  if (!mark) return false;
  const within = mark.block ? root.querySelector(`[data-block="${CSS.escape(mark.block)}"]`) : root;
  const target = (mark.action && within?.querySelector(`[data-action="${CSS.escape(mark.action)}"]`)) ?? null;
  target?.focus();
  return target !== null;
}
