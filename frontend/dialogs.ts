/** Turns `<details data-dialog>` into a modal dialog. Without this script its content opens in place. */

export function dialogs(): void {
  for (const details of document.querySelectorAll<HTMLDetailsElement>("details[data-dialog]")) {
    const summary = details.querySelector("summary");
    const panel = details.querySelector<HTMLElement>(".ui-dialog-panel");
    if (!summary || !panel) continue;
    summary.setAttribute("aria-haspopup", "dialog");
    summary.addEventListener("click", (event) => {
      event.preventDefault();
      open(details, panel, summary);
    });
  }
}

function open(home: HTMLDetailsElement, panel: HTMLElement, opener: HTMLElement): void {
  const dialog = document.createElement("dialog");
  dialog.className = "ui-modal";
  const title = panel.querySelector(".ui-dialog-title");
  if (title) dialog.setAttribute("aria-labelledby", title.id);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "krds-btn medium tertiary ui-modal-close";
  close.textContent = document.documentElement.lang.startsWith("en") ? "Close" : "닫기";
  close.addEventListener("click", () => { dialog.close(); });
  dialog.append(panel, close);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => {
    home.append(panel);
    dialog.remove();
    opener.focus();
  });
  (document.getElementById("content") ?? document.body).append(dialog);
  dialog.showModal();
}
