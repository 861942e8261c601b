// The page is whole without this: it finds, opens what a link leads to, and opens all for print.
(() => {
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
  });
  const find = document.querySelector(".find");
  if (!find) return;
  find.hidden = false;
  const input = find.querySelector("input");
  const output = find.querySelector("output");
  const rows = [...document.querySelectorAll("[data-find]")];
  const texts = rows.map((row) => row.textContent.toLowerCase() + " " + row.dataset.find.toLowerCase());
  const groups = [...document.querySelectorAll("[data-group]")];
  const show = () => {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row, at) => {
      row.hidden = !wanted.every((word) => texts[at].includes(word));
      count += row.hidden ? 0 : 1;
    });
    for (const group of groups) group.hidden = wanted.length > 0 && !group.querySelector("[data-find]:not([hidden])");
    output.textContent = wanted.length ? `${count} of ${rows.length} ${find.dataset.what}` : "";
  };
  input.addEventListener("input", show);
  addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== input) {
      event.preventDefault();
      input.focus();
    } else if (event.key === "Escape" && document.activeElement === input) {
      input.value = "";
      show();
    }
  });
})();
