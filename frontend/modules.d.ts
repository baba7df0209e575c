declare module "virtual:krds.css";
declare module "*.css";
declare module "min-dom" {
  export function domify(html: string): Node;
}
declare module "dmn-moddle" {
  export class DmnModdle {
    fromXML(xml: string, type: string): Promise<{ rootElement: object }>;
  }
}
declare module "dmn-js-drd/lib/NavigatedViewer" {
  export default class NavigatedViewer {
    constructor(options: { container: HTMLElement; textRenderer: { defaultStyle: { fontFamily: string } } });
    open(definitions: object): Promise<unknown>;
    get(name: "canvas"): {
      zoom(): number;
      zoom(level: number | "fit-viewport", center?: "auto"): number;
      scroll(by: { dx: number; dy: number }): void;
    };
    destroy(): void;
  }
}
