/** Unpacks brotli files: node unpack.mjs SOURCE TARGET [SOURCE TARGET ...]. Python has no brotli of its own. */
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

const paths = process.argv.slice(2);
for (let at = 0; at < paths.length; at += 2) {
  await pipeline(createReadStream(paths[at]), createBrotliDecompress(), createWriteStream(paths[at + 1]));
}
