// The address of the page: #/WORKSPACE/PERSON/PLACE, where a place is a conversation's id or "home".

export const here = () => location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);

export function go(workspace, person, place) {
  const wanted = `#/${[workspace, person, place].filter(Boolean).map(encodeURIComponent).join("/")}`;
  if (location.hash === wanted) window.dispatchEvent(new HashChangeEvent("hashchange"));
  else location.hash = wanted;
}
