/** Buttons that copy a text: `<button data-copy="ID" data-copied="WORDS" hidden>`, shown where copying is possible. */

export function copying(): void {
  if (!navigator.clipboard) return; // not over plain http, except on one's own machine
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    const words = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => {
      const text = document.getElementById(button.dataset["copy"] ?? "")?.textContent ?? "";
      void navigator.clipboard.writeText(text).then(() => {
        button.textContent = button.dataset["copied"] ?? words;
        setTimeout(() => { button.textContent = words; }, 4000);
      });
    });
  }
}
