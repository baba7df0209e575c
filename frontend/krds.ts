/**
 * The part of KRDS that the pages use.
 *
 * `krds-uiux` ships one style sheet of 580 kB (102 kB compressed with its tokens). What goes:
 * - rules for classes that no template, script or documented component value names (PurgeCSS);
 * - the mode "theme", which shows the high-contrast colours to readers whose system is dark: contrast is
 *   the reader's own choice here;
 * - high-contrast copies of rules that differ from the light ones in token names only: the tokens of the
 *   light mode take the values of their namesakes instead (`contrastTokens`);
 * - custom properties that nothing reads, vendor-prefixed masks, fonts (ours hold every syllable).
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import postcss, { type AtRule, type Container, type Declaration, type Root, type Rule } from "postcss";
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

function sheet(path: string): Root {
  return postcss.parse(readFileSync(resolve(PACKAGE, path), "utf8"), { from: path });
}

/** Where a rule stands: its at-rules and selector, to compare rules with. */
function place(rule: Rule, selector: string): string {
  const around: string[] = [];
  for (let parent = rule.parent as Container | undefined; parent && parent.type !== "root"; parent = parent.parent as Container) {
    if (parent.type === "atrule") around.push(`@${(parent as AtRule).name} ${(parent as AtRule).params}`);
  }
  return `${around.join(" ")} ${selector}`;
}

function dropTheme(root: Root): void {
  root.walkRules((rule) => {
    rule.selectors = rule.selectors.filter((selector) => !selector.includes("data-krds-mode=theme"));
    if (!rule.selector) rule.remove();
  });
}

function dropPrefixedAndFonts(root: Root): void {
  root.walkDecls(/^-(webkit-mask|moz|ms)/, (declaration) => { declaration.remove(); });
  root.walkAtRules(/^(charset|import|font-face)$/, (rule) => { rule.remove(); });
}

const asLight = (value: string): string => value.replaceAll("high-contrast", "light");

/** Remove high-contrast declarations that say what the light ones say, token names apart. */
function dropContrastCopies(root: Root): void {
  const light = new Map<string, Map<string, string>>();
  root.walkRules((rule) => {
    for (const selector of rule.selectors) {
      if (selector.includes(CONTRAST)) continue;
      const key = place(rule, selector);
      const known = light.get(key) ?? new Map<string, string>();
      rule.each((node) => { if (node.type === "decl") known.set(node.prop, node.value); });
      light.set(key, known);
    }
  });
  root.walkRules((rule) => {
    if (!rule.selector.includes(CONTRAST)) return;
    const keys = rule.selectors.map((s) => place(rule, s.replace(`${CONTRAST} `, "")));
    rule.each((node) => {
      if (node.type === "decl" && keys.every((key) => light.get(key)?.get(node.prop) === asLight(node.value))) node.remove();
    });
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
  dropContrastCopies(components);
  dropEmpty(components);
  const [purged] = await new PurgeCSS().purge({
    content: content.map((raw) => ({ raw, extension: "html" })),
    css: [{ raw: components.toString() }],
    safelist: { standard: [...COMPONENT_CLASSES, "data-krds-mode"] },
    defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
  });
  if (purged === undefined) throw new Error("PurgeCSS returned no style sheet");
  const root = postcss.parse(`${tokens.toString()}${contrastTokens(tokens)}${purged.css}`);
  dropUnreadTokens(root, readers);
  dropEmpty(root);
  const css = root.toString().replaceAll("../../img/", `${PACKAGE}/img/`);
  return `@layer krds{${css}}`;
}
