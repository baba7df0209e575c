/** The diagram of a DMN file by dmn-js: moved and zoomed. Its mark (bpmn.io) stays visible, as its licence asks. */
import "diagram-js/assets/diagram-js.css";
import "dmn-js-drd/assets/css/dmn-js-drd.css";
import NavigatedViewer from "dmn-js-drd/lib/NavigatedViewer";
import { DmnModdle } from "dmn-moddle";
import "./viewer.css";

/** dmn-js knows DMN by the namespaces of 1.3; what it draws is the same in all later versions. */
const KNOWN = "https://www.omg.org/spec/DMN/20191111/";
const LATER = /https?:\/\/www\.omg\.org\/spec\/DMN\/(?:20180521|20211108|20230324|20240513)\/(?=(?:MODEL|DMNDI)\/)/g;
const STEP = 1.25;
const MOVE = 60;

/** Draw a DMN document in `container`; returns what takes it away again. */
export async function open(container: HTMLElement, xml: string): Promise<() => void> {
  const { rootElement } = await new DmnModdle().fromXML(xml.replace(LATER, KNOWN), "dmn:Definitions");
  const viewer = new NavigatedViewer({ container, textRenderer: { defaultStyle: { fontFamily: '"Madang Sans", sans-serif' } } });
  await viewer.open(rootElement);
  const canvas = viewer.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  container.addEventListener("keydown", (event) => {
    const zoom = { "+": STEP, "=": STEP, "-": 1 / STEP }[event.key];
    const move = { ArrowLeft: [MOVE, 0], ArrowRight: [-MOVE, 0], ArrowUp: [0, MOVE], ArrowDown: [0, -MOVE] }[event.key];
    if (zoom !== undefined) canvas.zoom(canvas.zoom() * zoom);
    else if (move !== undefined) canvas.scroll({ dx: move[0]!, dy: move[1]! });
    else return;
    event.preventDefault();
  });
  return () => { viewer.destroy(); };
}
