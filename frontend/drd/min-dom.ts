/**
 * min-dom for dmn-js, under a policy that allows no `style` attribute in HTML: the same elements with the same look, set
 * through the object model. dmn-js's own code stays as it is, the one of its mark above all, as its licence asks.
 */
import { domify as original } from "min-dom";

export * from "min-dom";

const HELD = "data-held-style";

export function domify(html: string): Node {
  const made = original(html.replaceAll(' style="', ` ${HELD}="`));
  const inside = made instanceof Element || made instanceof DocumentFragment ? made.querySelectorAll<HTMLElement>(`[${HELD}]`) : [];
  for (const element of made instanceof HTMLElement ? [made, ...inside] : inside) {
    element.style.cssText = element.getAttribute(HELD) ?? "";
    element.removeAttribute(HELD);
  }
  return made;
}
