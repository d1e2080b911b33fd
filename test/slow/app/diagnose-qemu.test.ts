import { describe, expect, test } from "vitest";
import { diagnoseSandboxes } from "../../../app/commands/diagnose-sandboxes.ts";
import { loadConfig } from "../../../app/config/load-config.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { missingQemu } from "../verifiers/machines/make-image.ts";

const missing = missingQemu();

async function diagnose(engine: string) {
  const text = engine === "" ? "" : `verification: { engines: [${engine}] }`;
  const [say, write] = [() => undefined, () => Promise.resolve()];
  const terminal = { out: say, err: say, write, environment: {}, isInteractive: false };
  const config = loadConfig({ file: "/etc/vigie/vigie.yaml", text });
  return diagnoseSandboxes(config, { clock: createSystemClock(), terminal });
}

describe("vigie doctor", () => {
  test.skipIf(missing)(
    `tells QEMU's version and speed${missing ? ` (${missing})` : ""}`,
    async () => {
      const version = expect.stringMatching(/^QEMU \d+\.\d+\.\d+, (KVM$|without KVM: machines)/);
      const found = [{ check: "sandbox qemu", good: true, said: version }];
      expect(await diagnose("")).toEqual(found);
      expect(await diagnose("{ kind: qemu, accelerator: tcg }")).toEqual(found);
    },
  );

  test("tells where QEMU is wanted and absent", async () => {
    expect(await diagnose("{ kind: qemu, binaries: /nonexistent }")).toEqual([
      {
        ...{ check: "sandbox qemu", good: false },
        said: "QEMU is not installed: disk images are read, and not booted",
        hint: "Install it: apt install qemu-system-x86 qemu-utils.",
      },
    ]);
  });
});
