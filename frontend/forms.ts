/** Comforts of forms: facets that apply at once, focus on the error summary, a word when a request fails. */

/** Send a facet form when a choice changes. Its button does the same without this script. */
export function facets(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-autosubmit]")) {
    form.addEventListener("change", () => { form.requestSubmit(); });
  }
}

/** Lead the reader (and the screen reader) to what has to be put right. */
export function errorSummary(): void {
  document.querySelector<HTMLElement>("[data-error-summary]")?.focus();
}

/** Say it when a request that htmx made fails, and leave the page as it was. */
export function failures(): void {
  const english = document.documentElement.lang.startsWith("en");
  const say = (): void => {
    const main = document.getElementById("content");
    if (!main) return;
    main.querySelector(".ui-request-failed")?.remove();
    const box = document.createElement("div");
    box.className = "inner ui-request-failed";
    const notice = document.createElement("div");
    notice.className = "ui-notice ui-notice-danger";
    notice.setAttribute("role", "alert");
    notice.textContent = english
      ? "That did not work, and nothing was changed. Please reload the page and try again."
      : "처리하지 못했고 바뀐 것은 없습니다. 화면을 새로 고친 뒤 다시 시도해 주세요.";
    box.append(notice);
    main.prepend(box);
    notice.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:error", say);
  document.addEventListener("htmx:response:error", say);
}
