import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { findConfinement } from "../../../verifiers/sandboxes/servers/confine.ts";
import { findAccount } from "../../../verifiers/sandboxes/servers/find-account.ts";

const GIB = 2 ** 30;
const LIMITS = { memoryMax: GIB, diskMax: GIB };
/** The kernel's own word on whether a process may have a /proc of its own here. */
const isAllowed =
  spawnSync("unshare", ["--net", "--pid", "--ipc", "--fork", "--mount-proc", "true"]).status === 0;
const why = isAllowed ? "" : " (skipped: unshare --mount-proc is refused here)";

test.skipIf(!isAllowed)(`a sandbox sees no processes but its own in /proc${why}`, () => {
  const { confine } = findConfinement(findAccount("nobody"), LIMITS);
  const { file, parameters } = confine({ file: "ls", parameters: ["/proc"] });
  const { status, stdout } = spawnSync(file, parameters, { encoding: "utf8" });
  expect(status).toBe(0);
  const processes = stdout.split("\n").filter((name) => /^[0-9]+$/.test(name));
  expect(processes).toContain("1");
  expect(processes.length).toBeLessThan(5);
});
