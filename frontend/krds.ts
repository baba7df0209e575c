/**
 * The part of KRDS that the pages use.
 *
 * `krds-uiux` ships one style sheet of 580 kB (102 kB compressed with its tokens). What goes:
 * - rules for classes that no template, script or documented component value names (PurgeCSS);
 * - the mode "theme", which shows the high-contrast colours to readers whose system is dark: contrast is
 *   the reader's own choice here;
 * - the rules of high contrast: the tokens of the light mode take the values of their namesakes instead
 *   (`contrastTokens`);
 * - custom properties that nothing reads, vendor-prefixed masks (the bundler adds those that browsers need), KRDS's
 *   own logo, fonts (ours hold every syllable).
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import postcss, { type Declaration, type Root } from "postcss";
import { PurgeCSS } from "purgecss";

const PACKAGE = resolve(import.meta.dirname, "../node_modules/krds-uiux/resources");
const CONTRAST = '[data-krds-mode=high-contrast]';

/** Values that templates put together, so that no scan can find them. Documented in ui/README.md. */
const COMPONENT_CLASSES = [
  ...["primary", "secondary", "tertiary", "text", "link"],
  ...["xsmall", "small", "medium", "large", "xlarge"],
  ...["primary", "secondary", "gray", "point", "danger", "warning", "success", "information"].map(
    (tone) => `bg-light-${tone}`,
  ),
  ...["angle", "sch", "go", "toggle", "all", "reset", "filter", "down", "upload", "call", "plus", "calendar", "print",
    "delete-fill", "logout", "log", "my", "more", "faq", "file", "global", "popup-close", "pw-visible"].map((name) => `ico-${name}`),
  ...["left", "right", "up"],
  ...["done", "active", "is-error", "disabled", "prev", "next"],
];

/** Elements that widgets and heading levels put in, and what Django draws. */
const ELEMENTS = [
  ...["h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "strong", "em", "b", "i", "img", "svg", "figure", "figcaption"],
  ...["input", "select", "option", "textarea", "button", "label", "legend", "fieldset", "progress", "details", "summary"],
  ...["table", "caption", "thead", "tbody", "tr", "th", "td", "ul", "ol", "li", "dl", "dt", "dd", "blockquote"],
];

function sheet(path: string): Root {
  return postcss.parse(readFileSync(resolve(PACKAGE, path), "utf8"), { from: path });
}

function dropTheme(root: Root): void {
  root.walkRules((rule) => {
    rule.selectors = rule.selectors.filter((selector) => !selector.includes("data-krds-mode=theme"));
    if (!rule.selector) rule.remove();
  });
}

/** KRDS hides every rule, legend and caption with `!important`; ours are there to be read. */
function showLegends(root: Root): void {
  root.walkRules((rule) => {
    if (rule.selectors.includes("legend") && rule.toString().includes("clip:")) {
      rule.selectors = rule.selectors.filter((selector) => !["hr", "legend", "caption"].includes(selector));
    }
  });
}

function dropPrefixedAndFonts(root: Root): void {
  root.walkDecls(/^-(webkit-mask|moz|ms)/, (declaration) => { declaration.remove(); });
  root.walkDecls(/image$/, (declaration) => { if (declaration.value.includes("ico_logo")) declaration.remove(); });
  root.walkAtRules(/^(charset|import|font-face)$/, (rule) => { rule.remove(); });
}

/**
 * Remove the high-contrast rules. Nearly all repeat light rules with the namesakes of their tokens; the others
 * mask a whole select box, tick unchecked boxes or bring KRDS's own logo.
 */
function dropContrastRules(root: Root): void {
  root.walkRules((rule) => {
    rule.selectors = rule.selectors.filter((selector) => !selector.includes(CONTRAST));
    if (!rule.selector) rule.remove();
  });
}

/** Give the light tokens their high-contrast values in that mode. */
function contrastTokens(tokens: Root): string {
  const names = new Set<string>();
  tokens.walkDecls(/^--/, (declaration) => { names.add(declaration.prop); });
  const pairs = [...names].filter((name) => name.startsWith("--krds-light-"))
    .map((name) => [name, name.replace("--krds-light-", "--krds-high-contrast-")])
    .filter(([, other]) => names.has(other as string));
  return `html${CONTRAST}{${pairs.map(([name, other]) => `${name}:var(${other})`).join(";")}}`;
}

function dropEmpty(root: Root): void {
  for (let found = true; found; ) {
    found = false;
    root.walk((node) => {
      if ((node.type === "rule" || (node.type === "atrule" && node.nodes !== undefined)) && node.nodes?.length === 0) {
        node.remove();
        found = true;
      }
    });
  }
}

/** Remove custom properties that neither the sheet nor `readers` (our own style sheets) read. */
function dropUnreadTokens(root: Root, readers: string): void {
  for (let before = -1, count = 0; before !== count; ) {
    before = count;
    const read = new Set(readers.match(/--krds-[\w-]+/g) ?? []);
    root.walkDecls((declaration: Declaration) => {
      for (const [name] of declaration.value.matchAll(/--krds-[\w-]+/g)) read.add(name);
    });
    root.walkDecls(/^--krds-/, (declaration) => {
      if (!read.has(declaration.prop)) { declaration.remove(); count += 1; }
    });
  }
}

/**
 * Return KRDS's style sheet without what no page uses, in the cascade layer `krds` so that our own rules win.
 *
 * @param content templates and scripts whose words name the classes in use
 * @param readers our own style sheets, which read KRDS's tokens
 */
export async function krds(content: string[], readers: string): Promise<string> {
  const tokens = sheet("css/token/krds_tokens.css");
  const components = sheet("css/component/output.css");
  for (const root of [tokens, components]) { dropTheme(root); dropPrefixedAndFonts(root); }
  showLegends(components);
  dropContrastRules(components);
  dropEmpty(components);
  const [purged] = await new PurgeCSS().purge({
    content: content.map((raw) => ({ raw, extension: "html" })),
    css: [{ raw: components.toString() }],
    safelist: { standard: [...COMPONENT_CLASSES, ...ELEMENTS, "data-krds-mode"] },
    defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
  });
  if (purged === undefined) throw new Error("PurgeCSS returned no style sheet");
  const root = postcss.parse(`${tokens.toString()}${contrastTokens(tokens)}${purged.css}`);
  dropUnreadTokens(root, readers);
  dropEmpty(root);
  const css = root.toString().replaceAll("../../img/", `${PACKAGE}/img/`);
  return `@layer krds{${css}}`;
}
