/** The receipt that goes with the applicant: number, service, time; the rest of the page is not printed. */
import type { Act } from "./book.ts";
import { h, inLanguage, moment, say } from "./words.ts";

export function receipt(act: Act, device: string): void {
  const rows = [["service", inLanguage(act.title)], ["time", moment(act.at)], ["device", device]] as const;
  const paper = h("div", { class: "ui-offline-receipt" },
    h("h1", {}, say("receipt")),
    h("p", { class: "ui-offline-number" }, act.number),
    h("dl", {}, ...rows.map(([name, value]) => h("div", {}, h("dt", {}, say(name)), h("dd", {}, value)))),
    h("p", {}, say("receipt_note")));
  document.body.append(paper);
  document.body.classList.add("ui-offline-printing");
  addEventListener("afterprint", () => {
    document.body.classList.remove("ui-offline-printing");
    paper.remove();
  }, { once: true });
  print();
}
