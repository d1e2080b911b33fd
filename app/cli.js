import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// Before all else is loaded: half of a short command was Node's work on our TypeScript. It lies
// within the code, so that whoever could plant something there could change the code as well.
enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/vigie", import.meta.url)));
await import("./run-cli.ts");
