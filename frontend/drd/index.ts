/** Opens the diagram of a DMN file by dmn-js, which is fetched only then. The picture and the list beside it stay. */

interface Viewer {
  open(container: HTMLElement, xml: string): Promise<() => void>;
}

for (const root of document.querySelectorAll<HTMLElement>("[data-drd]")) {
  const button = root.querySelector<HTMLButtonElement>("button")!;
  const frame = root.querySelector<HTMLElement>(".ui-drd")!;
  let close: (() => void) | null = null;
  root.hidden = false;
  button.addEventListener("click", () => {
    void toggle();
  });

  async function toggle(): Promise<void> {
    if (close !== null) {
      close();
      close = null;
    } else {
      button.disabled = true;
      try {
        close = await begin(root, frame);
      } finally {
        button.disabled = false;
      }
    }
    frame.hidden = close === null;
    button.setAttribute("aria-expanded", String(close !== null));
    if (close !== null) frame.focus();
  }
}

async function begin(root: HTMLElement, frame: HTMLElement): Promise<(() => void) | null> {
  const { drd, viewer, style } = root.dataset as Record<"drd" | "viewer" | "style", string>;
  frame.hidden = false; // it is measured when it is drawn into
  const [code, answer] = await Promise.all([import(/* @vite-ignore */ viewer) as Promise<Viewer>, fetch(drd), styled(style)]);
  if (!answer.ok) return null;
  return code.open(frame, await answer.text());
}

function styled(address: string): Promise<void> {
  if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
  return new Promise((done, failed) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.addEventListener("load", () => { done(); });
    link.addEventListener("error", failed);
    document.head.append(link);
  });
}
