/** Builds what every page loads into the static files of the room `ui`. Names are stable: Django hashes them. */
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { fontFaces } from "./fonts.ts";
import { krds } from "./krds.ts";

const HERE = import.meta.dirname;
const SOURCE = resolve(HERE, "../src/madang");
const OUT = resolve(SOURCE, "blocks/ui/static/ui/build");
const STYLES = ["base", "layout", "components", "forms", "pages"].map((name) => resolve(HERE, `css/${name}.css`));

/** Every template and every script of ours, whose words say which classes are in use. */
function content(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && [".html", ".py", ".ts"].includes(extname(entry.name)))
    .filter((entry) => !entry.parentPath.includes("/tests") && !entry.parentPath.includes("/static/"))
    .filter((entry) => extname(entry.name) !== ".py" || entry.parentPath.includes("/blocks/ui"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}

function styles(): Plugin {
  return {
    name: "madang-styles",
    resolveId: (id) => (id === "virtual:krds.css" ? `\0${id}` : null),
    load: async (id) => {
      if (id !== "\0virtual:krds.css") return null;
      const own = STYLES.map((path) => readFileSync(path, "utf8")).join("\n");
      return krds([...content(SOURCE), ...content(HERE)], own);
    },
  };
}

function fonts(): Plugin {
  return {
    name: "madang-fonts",
    closeBundle: () => {
      mkdirSync(join(OUT, "fonts"), { recursive: true });
      cpSync(resolve(HERE, "fonts/slices"), join(OUT, "fonts"), { recursive: true });
      cpSync(resolve(HERE, "fonts/OFL.txt"), join(OUT, "fonts/OFL.txt"));
      cpSync(resolve(HERE, "favicon.svg"), join(OUT, "favicon.svg"));
      writeFileSync(join(OUT, "fonts.css"), fontFaces(resolve(HERE, "fonts/slices.json")));
    },
  };
}

/** dmn-js makes elements out of HTML with `style` attributes, which our policy refuses: see `drd/min-dom.ts`. */
function ownMinDom(): Plugin {
  const own = resolve(HERE, "drd/min-dom.ts");
  return {
    name: "madang-min-dom",
    enforce: "pre",
    resolveId: (id, importer) => (id === "min-dom" && importer !== own ? own : null),
  };
}

export default defineConfig({
  root: HERE,
  base: "./",
  publicDir: false,
  logLevel: "warn",
  plugins: [styles(), fonts(), ownMinDom()],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: ["chrome111", "firefox114", "safari16.4"],
    assetsInlineLimit: 8192,
    modulePreload: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: {
        site: resolve(HERE, "site.ts"),
        decide: resolve(HERE, "decide/index.ts"),
        drd: resolve(HERE, "drd/index.ts"),
        "drd-viewer": resolve(HERE, "drd/viewer.ts"),
        kiosk: resolve(HERE, "kiosk.ts"),
        offline: resolve(HERE, "offline/index.ts"),
        "offline-worker": resolve(HERE, "offline/worker.ts"),
      },
      preserveEntrySignatures: "exports-only",
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" },
    },
  },
});
