/** What every page loads: htmx, and small comforts. Every form and link works without it. */
import "virtual:krds.css";
import "./css/base.css";
import "./css/layout.css";
import "./css/components.css";
import "./css/forms.css";
import "./css/pages.css";
import "htmx.org";
import { copying } from "./copy.ts";
import { dialogs } from "./dialogs.ts";
import { errorSummary, facets, failures } from "./forms.ts";
import { dropdowns, menu } from "./menu.ts";

copying();
menu();
dropdowns();
dialogs();
facets();
errorSummary();
failures();

// A page that comes in place of another without being loaded (`kiosk.ts`).
document.addEventListener("madang:page", () => {
  dialogs();
  errorSummary();
});
