// What a reader would call broken and axe does not: returns a list of sentences, empty when all is well.
({ language }) => {
  const found = new Set();
  const content = document.getElementById("content");
  const say = (what, node) => found.add(`${what}: ${(node.textContent || "").trim().slice(0, 80)} [${path(node)}]`);
  const path = (node) => {
    const element = node.nodeType === 1 ? node : node.parentElement;
    return `${element.tagName.toLowerCase()}.${element.className} in ${element.parentElement?.className}`;
  };
  const shown = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !element.closest(".sr-only, #krds-skip-link") &&
    ![...ancestors(element)].some((each) => {
      const { clip, clipPath } = getComputedStyle(each);
      return clipPath === "inset(50%)" || /^rect\(0(px)?, 0/.test(clip); // there for screen readers
    });
  function* ancestors(element) {
    for (let each = element; each; each = each.parentElement) yield each;
  }
  const box = (text) => {
    for (const each of ancestors(text.parentElement)) {
      if (!["inline", "contents"].includes(getComputedStyle(each).display)) return each;
    }
    return document.body;
  };
  const rows = (range) => {
    const tops = [...range.getClientRects()].filter((each) => each.width > 0).map((each) => Math.round(each.top));
    return tops.filter((top, at) => at === 0 || Math.abs(top - tops[at - 1]) > 4).length;
  };
  const DATES = language === "ko"
    ? /\d{4}-\d{2}-\d{2}|\d{4}\.\d{1,2}\.\d|(오전|오후) \d{1,2}:\d{2}/
    : /\d{4}-\d{2}-\d{2}|\d{1,2}\/\d{1,2}\/\d{4}|\d{1,2}:\d{2} [ap]\.m\.|\d{4}\. \d{1,2}\. \d/;
  const PHONES = /(?<![\w-])0\d{1,3}-\d{3,4}(-\d{4})?(?![\w-])/g;

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const parent = text.parentElement;
    if (!text.data.trim() || parent.closest("script, style, noscript, textarea, select, option, svg")) continue;
    if (!shown(parent) || parent.matches("details:not([open])")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const around = box(text);
    const outer = around.getBoundingClientRect();
    const scrolls = ["auto", "scroll"].includes(getComputedStyle(around).overflowX);
    for (const rectangle of range.getClientRects()) {
      if (rectangle.width < 1) continue;
      if (!scrolls && (rectangle.right > outer.right + 1.5 || rectangle.left < outer.left - 1.5)) say("text runs out of its box", text);
      // A table's words over another cell's.
      const cell = parent.closest("th, td")?.getBoundingClientRect();
      if (cell && (rectangle.right > cell.right + 1.5 || rectangle.bottom > cell.bottom + 1.5)) say("text runs out of its cell", text);
    }
    if (!parent.closest("code, pre, .form-hint, [lang]:not(html)") && DATES.test(text.data)) say("a date in another style", text);
    if (parent.closest("th, td")) {
      for (const word of text.data.matchAll(/[^\s\-–—·/]{1,10}(?=[\s\-–—·/]|$)/g)) {
        if (word.index > 0 && !/[\s\-–—·/]/.test(text.data[word.index - 1])) continue;
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        if (rows(range) > 1) say(`a short word is broken (${word[0]})`, text);
      }
    }
    if (!parent.closest("code, pre")) {
      for (const number of text.data.matchAll(PHONES)) {
        range.setStart(text, number.index);
        range.setEnd(text, number.index + number[0].length);
        if (rows(range) > 1) say("a telephone number is broken", text);
      }
    }
  }

  for (const table of document.querySelectorAll("#content table")) {
    const around = table.closest(".ui-table");
    if (!around) { say("a table without its component", table); continue; }
    if (!shown(table)) continue;
    if (around.scrollWidth > around.clientWidth + 1) say(`a table of ${around.scrollWidth}px in ${around.clientWidth}px`, table);
    if (!around.hasAttribute("tabindex") || !around.getAttribute("aria-label")) say("a table's box without focus or name", table);
  }

  for (const link of document.querySelectorAll("#content a[href]")) {
    if (!shown(link) || link.closest("nav, h1, h2, h3, h4, h5, h6") || link.matches(".krds-btn, .btn-tab")) continue;
    if (!getComputedStyle(link).textDecorationLine.includes("underline")) say("a link that looks like text", link);
  }

  for (const button of content?.querySelectorAll(".krds-btn") ?? []) {
    if (!shown(button)) continue;
    let first = button;
    const before = (each) => {
      let sibling = each.previousElementSibling;
      while (sibling && (!shown(sibling) || sibling.getBoundingClientRect().height === 0)) sibling = sibling.previousElementSibling;
      return sibling;
    };
    while (first !== content && !before(first)) first = first.parentElement;
    const above = first === content ? null : before(first);
    if (!above) continue;
    const [top, bottom] = [button.getBoundingClientRect().top, above.getBoundingClientRect().bottom];
    if (bottom <= top + 1 && top - bottom < 7.5) say(`a button ${Math.round(top - bottom)}px below what stands before it`, button);
  }

  for (const group of document.querySelectorAll(".ui-account")) {
    const middles = [...group.children].map((each) => {
      const { top, bottom } = each.getBoundingClientRect();
      return (top + bottom) / 2;
    });
    if (middles.some((middle) => Math.abs(middle - middles[0]) > 6)) say("signing in and out stand in two lines", group);
  }
  return [...found];
}
