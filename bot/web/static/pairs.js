// The next round by drag: dropping does what the forms beside each name do, and the page says what it costs.
const KEPT = "kith-pairs-scroll";
const form = document.getElementById("drop");
let carried = null;

const person = (target) => target.closest?.(".person");
const place = (target) => target.closest?.("[data-to]");
const isElsewhere = (target) =>
  carried && place(target) && person(target) !== carried && place(target).dataset.to !== carried.dataset.here;

function mark(target) {
  document.querySelectorAll(".over").forEach((one) => one.classList.remove("over"));
  if (target && isElsewhere(target)) (person(target) ?? place(target)).classList.add("over");
}

document.addEventListener("dragstart", (event) => {
  carried = person(event.target) ?? null;
  if (!carried) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", carried.dataset.name);
  carried.classList.add("carried");
  // a moment later: a drag whose page changes at its start is let go of
  if (carried.dataset.here) setTimeout(() => document.body.classList.toggle("carrying", Boolean(carried)));
});
document.addEventListener("dragover", (event) => {
  if (isElsewhere(event.target)) event.preventDefault();
  mark(event.target);
});
document.addEventListener("dragend", () => {
  carried?.classList.remove("carried");
  carried = null;
  document.body.classList.remove("carrying");
  mark(null);
});
document.addEventListener("drop", (event) => {
  if (!form || !isElsewhere(event.target)) return;
  event.preventDefault();
  const onto = person(event.target);
  // onto a person: the two trade places; two without a group become one
  const trades = onto && (carried.dataset.here || onto.dataset.here);
  form.elements.person.value = carried.dataset.person;
  form.elements.here.value = carried.dataset.here;
  form.elements.to.value = place(event.target).dataset.to;
  form.elements.other.value = trades ? onto.dataset.person : "";
  form.requestSubmit();
});

// After a move the page is where it was, unless something is to be read first.
addEventListener("submit", () => sessionStorage.setItem(KEPT, String(scrollY)));
const kept = sessionStorage.getItem(KEPT);
sessionStorage.removeItem(KEPT);
if (kept && !document.querySelector(".asked, #refused")) scrollTo(0, Number(kept));
