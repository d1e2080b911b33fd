import type { Panel } from "../../dashboards/panels/panel.ts";
import type { PanelAsked } from "../../dashboards/panels/panel-parameters.ts";
import { PANELS } from "../../dashboards/panels/panels.ts";
import { readPanel } from "../../dashboards/panels/read-panel.ts";
import { startWriter } from "../../ingest/writer/start-writer.ts";
import { openGround, openGroundStore } from "../ingest/open-ground.ts";
import { NOON_MS } from "./board-rows.ts";

const POLL_EVERY_MS = 500;

/** A real log, writer and store, of which panels are asked, as of noon. */
export async function openPanelGround() {
  const ground = await openGround();
  const store = await openGroundStore(ground);
  const { log, clock, logger, acceptor } = ground;
  await clock.advanceTo(NOON_MS);

  /** Sends events of the contract, and waits until they are in the store. */
  async function send(events: readonly object[]): Promise<void> {
    const items = events.map((event, index) => ({
      bytes: Buffer.from(JSON.stringify(event)),
      origin: "test",
      position: `${index}`,
    }));
    const { rejected } = await acceptor.accept(items, "local");
    if (rejected.length > 0) throw new Error(JSON.stringify(rejected));
    const writer = await startWriter({
      ...{ log, store: store.writer, clock, logger, pollEveryMs: POLL_EVERY_MS },
    });
    await clock.advanceTo(clock.nowMs() + POLL_EVERY_MS);
    await writer.stop();
  }

  return {
    send,
    /** Adds rows to a table as they are. */
    insert: (table: string, rows: readonly object[]) =>
      store.writer.insert(
        table,
        rows.map((row) => ({ ...row })),
      ),
    ask: async (name: string, asked: PanelAsked = {}) => {
      const zone = "Europe/Paris";
      return readPanel(store.people, panelOf(name), asked, { nowMs: NOON_MS, zone });
    },
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await ground.close();
    },
  };
}

function panelOf(name: string): Panel {
  const panel = PANELS.find((one) => one.name === name);
  if (!panel) throw new Error(`no panel ${name}`);
  return panel;
}
