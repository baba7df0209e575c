/** Header: the folded menu of small screens, and dropdowns that close. */

/** Fold the main menu behind its button. Without this script the menu stays open. */
export function menu(): void {
  const root = document.documentElement;
  const button = document.querySelector<HTMLButtonElement>("[data-menu-button]");
  root.classList.add("ui-folded");
  if (!button || !document.getElementById("site-menu")) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    root.classList.toggle("ui-folded", !open);
    root.classList.toggle("ui-unfolded", open);
  });
}

/** Close a dropdown (`<details class="ui-drop">`) on Escape and when the reader goes elsewhere. */
export function dropdowns(): void {
  const close = (drop: HTMLDetailsElement): void => { drop.open = false; };
  for (const drop of document.querySelectorAll<HTMLDetailsElement>("details.ui-drop")) {
    drop.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && drop.open) {
        close(drop);
        drop.querySelector("summary")?.focus();
      }
    });
    document.addEventListener("click", (event) => {
      if (!drop.contains(event.target as Node)) close(drop);
    });
    drop.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !drop.contains(event.relatedTarget as Node)) close(drop);
    });
  }
}
