import type { RestoreRequest } from "../../sandbox.ts";
import type { Binaries } from "../find-postgres.ts";
import type { Server } from "../run-server.ts";
import type { ServerWork } from "../server-work.ts";
import type { DirectoryFacts } from "./read-directory-facts.ts";

/** What laying out works with, before it is known which version is needed. */
export type BaseBackupWork = Omit<ServerWork, "binaries"> & {
  readonly installed: readonly Binaries[];
};

/** A base backup that is laid out, and what is to be made of it. */
export type Restoration = {
  readonly request: RestoreRequest;
  readonly work: ServerWork;
  readonly server: Server;
  readonly facts: DirectoryFacts;
};
