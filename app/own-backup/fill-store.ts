import type { Clock } from "../../platform/clock/clock.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { migrateStore } from "../../platform/store/migrate-store.ts";
import {
  type EmbeddedStore,
  openStore,
  type ServerStore,
} from "../../platform/store/open-store.ts";
import { checkImport, importTable } from "./import-table.ts";
import type { KnownSchema } from "./known-schema.ts";
import type { Manifest } from "./manifest.ts";
import { dropOwnTables, refuseUsedStore, shareServer } from "./server-store.ts";

type Parts = { readonly clock: Clock; readonly logger: Logger };

type Options = Parts & {
  readonly manifest: Manifest;
  readonly known: KnownSchema;
  /** Of a server: whether what is there may go, as an earlier try left it. */
  readonly replaces: boolean;
  /** Gives a table's bytes. */
  readonly read: (
    table: string,
    take: (bytes: AsyncIterable<Uint8Array>) => Promise<void>,
  ) => Promise<void>;
  readonly onRows: (table: string, rows: number) => void;
};

/**
 * Makes a store with the backup's own migrations, fills it, and migrates it forward: a new one of
 * this machine, or one on a server that has none yet.
 */
export async function fillStore(
  connection: EmbeddedStore | ServerStore,
  options: Options,
): Promise<void> {
  const { manifest, known, clock, replaces } = options;
  const store = await openStore({ ...options, connection });
  const { writer } = store;
  const server = connection.kind === "url" ? shareServer(connection, clock) : undefined;
  try {
    if (connection.kind === "url" && replaces) await dropOwnTables(writer, known, connection);
    if (connection.kind === "url") await refuseUsedStore(writer, known, connection);
    const had = known.store.filter(({ name }) => manifest.schema.store.includes(name));
    await migrateStore(writer, had, server);
    for (const listed of manifest.tables) {
      const { table } = listed;
      const onRows = (rows: number) => options.onRows(table, rows);
      await options.read(table, (bytes) => importTable(writer, bytes, { table, onRows }));
      await checkImport(writer, listed);
    }
    await migrateStore(writer, known.store, server);
  } finally {
    await store.close();
  }
}

/** Throws `OperatingError` unless a server can be reached and has no store of Vigie. */
export async function refuseUsedServer(
  connection: ServerStore,
  { known, ...parts }: Parts & { readonly known: KnownSchema },
): Promise<void> {
  const store = await openStore({ ...parts, connection });
  try {
    await refuseUsedStore(store.writer, known, connection);
  } finally {
    await store.close();
  }
}
