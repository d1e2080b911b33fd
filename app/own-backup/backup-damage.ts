/** What was read is not what was written. `part` is the object's name within its backup. */
export class BackupDamage extends Error {
  readonly part: string;
  readonly reason: string;

  constructor(part: string, reason: string) {
    super(`${part} ${reason}`);
    this.name = "BackupDamage";
    this.part = part;
    this.reason = reason;
  }
}
