import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const CLI = new URL("../../app/cli.js", import.meta.url).href;
/** Of 5 to 18 MB of memory each; few processes use any. */
const LARGE = ["mssql", "tedious", "pdfmake", "nodemailer", "@aws-sdk"];

/** Says which packages are loaded until a command has been told apart from the others. */
const SAY_PACKAGES = `
import { registerHooks } from "node:module";
const packages = new Set();
registerHooks({
  load: (url, context, next) => {
    packages.add(/.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1]);
    return next(url, context);
  },
});
process.on("exit", () => process.stdout.write(JSON.stringify([...packages])));
process.argv = [process.argv[0], "vigie", "up", "--config", "/nowhere/vigie.yaml"];
await import("${CLI}");
`;

test("a command loads none of the large packages that it does not use", async () => {
  const said = await promisify(execFile)(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", SAY_PACKAGES],
    { cwd: fileURLToPath(new URL(".", import.meta.url)) },
  ).catch((ended: { readonly stdout: string }) => ended);
  const packages: unknown = JSON.parse(said.stdout);
  expect(packages).toEqual(expect.arrayContaining(["commander", "kafkajs"]));
  for (const large of LARGE) expect(packages).not.toContain(large);
});
