import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../../scripts/first-run", import.meta.url));

/** What `scripts/first-run` makes, in a directory that goes with it. */
export class FirstRun implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), "vigie-first-run-"));

  constructor() {
    this.again();
  }

  again(): void {
    execFileSync(SCRIPT, [this.directory], { stdio: ["ignore", "ignore", "pipe"] });
  }

  get secretNames(): readonly string[] {
    return readdirSync(this.secretPath(""));
  }

  secretPath(name: string): string {
    return join(this.directory, "secrets", name);
  }

  secret(name: string): string {
    return readFileSync(this.secretPath(name), "utf8");
  }

  get environmentFile(): string {
    return readFileSync(join(this.directory, ".env"), "utf8");
  }

  get variables(): ReadonlySet<string> {
    return new Set([...this.environmentFile.matchAll(/^(\w+)=.+$/gm)].map(([, name = ""]) => name));
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
