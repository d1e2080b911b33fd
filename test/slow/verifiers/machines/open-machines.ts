import { join } from "node:path";
import { pino } from "pino";
import { expect } from "vitest";
import { DEFAULT_MACHINE, type MachineSettings } from "../../../../schemas/machine-settings.ts";
import { openSandboxes } from "../../../../verifiers/sandboxes/open-sandboxes.ts";
import type { Sandbox, SandboxReport } from "../../../../verifiers/sandboxes/sandbox.ts";
import type { SandboxLimits } from "../../../../verifiers/sandboxes/sandbox-limits.ts";
import { toSource } from "../../../verifiers/formats/to-source.ts";
import type { Copy } from "../sandboxes/conform-sandbox.ts";

const GIB = 2 ** 30;
export const LIMITS: SandboxLimits = {
  ...{ secondsMax: 540, memoryMax: GIB, bytesMax: GIB, diskMax: 2 * GIB },
};

type Options = Partial<MachineSettings> & { readonly limits?: Partial<SandboxLimits> };

/** QEMU's sandbox below a directory, by emulation, which is the same on every machine. */
export async function openMachines(directory: string, options: Options = {}): Promise<Sandbox> {
  const { limits, ...settings } = options;
  const engine = { kind: "qemu", directory, user: "nobody", ...DEFAULT_MACHINE } as const;
  const [sandbox] = await openSandboxes({
    directory: join(directory, "own"),
    engines: [{ ...engine, accelerator: "tcg", memory: 256 * 2 ** 20, ...settings }],
    limits: { ...LIMITS, ...limits },
    logger: pino({ level: "silent" }),
  });
  return sandbox ?? expect.fail("no sandbox was opened");
}

/** Boots an image, and what rests on it. */
export function boot(
  sandbox: Sandbox,
  base: Copy,
  ...increments: readonly Copy[]
): Promise<SandboxReport> {
  const copies = [base, ...increments].map(({ bytes }) => ({
    ...{ uri: "file:///image", source: toSource(bytes) },
  }));
  return sandbox.verify(
    {
      ...{ format: base.format, gzip: false, copies },
      ...{ targetMs: null, level: "restored", freshness: null, assertions: [] },
    },
    new AbortController().signal,
  );
}
