// What a refused form says is read out and seen first.
document.getElementById("refused")?.scrollIntoView({ block: "center" });
document.querySelector("[aria-invalid]")?.focus();
