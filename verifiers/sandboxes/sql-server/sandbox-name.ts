import { randomUUID } from "node:crypto";

const DATABASE = /^vigie_restore_[0-9a-f]{32}$/;
const KEY = /^vigie_key_([0-9a-f]{32})_[0-9]+$/;

/** The database that the operator marks an instance with. */
export const MARKER_DATABASE = "vigie_sandbox";

/** Names of what a restore makes, so that it is told from all else that an instance has. */
export const sandboxName = {
  forDatabase: (): string => `vigie_restore_${randomUUID().replaceAll("-", "")}`,
  /** The nth key that a restore brings. */
  forKey: (database: string, nth: number): string =>
    `vigie_key_${database.slice("vigie_restore_".length)}_${nth}`,
  isDatabase: (name: string): boolean => DATABASE.test(name),
  /** The database that a key was brought for; null where it is none of ours. */
  databaseOfKey(name: string): string | null {
    const [, unique] = KEY.exec(name) ?? [];
    return unique ? `vigie_restore_${unique}` : null;
  },
};
