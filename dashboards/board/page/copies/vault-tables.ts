import { createCells } from "../cells.ts";
import { createPanelSection } from "../panel-section.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { WORDS } from "../words.ts";
import { COPIES_WORDS } from "./copies-words.ts";

type Held = {
  readonly vault: string;
  readonly tenant: string;
  readonly role: "primary" | "duplicate";
  readonly copies: number;
  readonly bytes: number | string;
  readonly unsized: number;
  readonly last_at: string;
};

type Reread = {
  readonly day: string;
  readonly vault: string;
  readonly copies: number;
  readonly bytes: number | string;
};

type Lock = Omit<Reread, "day"> & {
  readonly ends_on: string;
  readonly tenant: string;
  readonly first_at: string;
};

type Purge = {
  readonly tenant: string;
  readonly vault: string;
  readonly due_copies: number;
  readonly due_bytes: number | string;
  readonly overdue_copies: number;
  readonly overdue_since: string | null;
};

/** What vaults hold, what of it was read again, and what becomes of it. */
export function createVaultTables(context: ViewContext) {
  return [purges(context), locks(context), held(context), rereads(context)];
}

function held(context: ViewContext) {
  const { lang } = context;
  const words = COPIES_WORDS[lang];
  const cells = createCells(context);
  return createPanelSection<Held>(context, {
    ...{ panel: "copies/vaults", title: words.vaults, help: words.vaultsHelp },
    columns: [
      cells.text("vault", words.vault, ({ vault }) => vault),
      cells.text("tenant", words.tenant, ({ tenant }) => tenant),
      { name: "role", title: words.role, cell: ({ role }) => WORDS[lang].roles[role] },
      cells.count("copies", words.copies, ({ copies }) => copies),
      cells.bytes("bytes", words.bytes, ({ bytes }) => bytes),
      cells.count("unsized", words.unsized, ({ unsized }) => unsized),
      cells.ago("last", words.lastHeard, (row) => row.last_at),
    ],
    keyOf: ({ vault, tenant, role }) => JSON.stringify([vault, tenant, role]),
    empty: words.none,
  });
}

function rereads(context: ViewContext) {
  const words = COPIES_WORDS[context.lang];
  const cells = createCells(context);
  return createPanelSection<Reread>(context, {
    ...{ panel: "copies/rereads", title: words.rereads, help: words.rereadsHelp },
    columns: [
      cells.text("day", words.day, ({ day }) => day),
      cells.text("vault", words.vault, ({ vault }) => vault),
      cells.count("copies", words.copies, ({ copies }) => copies),
      cells.bytes("bytes", words.bytes, ({ bytes }) => bytes),
    ],
    keyOf: ({ day, vault }) => JSON.stringify([day, vault]),
    empty: words.none,
  });
}

function locks(context: ViewContext) {
  const words = COPIES_WORDS[context.lang];
  const cells = createCells(context);
  return createPanelSection<Lock>(context, {
    ...{ panel: "copies/locks", title: words.locks, help: words.locksHelp },
    columns: [
      cells.text("day", words.endsOn, (row) => row.ends_on),
      cells.text("vault", words.vault, ({ vault }) => vault),
      cells.text("tenant", words.tenant, ({ tenant }) => tenant),
      cells.count("copies", words.copies, ({ copies }) => copies),
      cells.bytes("bytes", words.bytes, ({ bytes }) => bytes),
      cells.ago("first", words.first, (row) => row.first_at),
    ],
    keyOf: ({ ends_on, vault, tenant }) => JSON.stringify([ends_on, vault, tenant]),
    empty: words.noLock,
  });
}

function purges(context: ViewContext) {
  const words = COPIES_WORDS[context.lang];
  const cells = createCells(context);
  return createPanelSection<Purge>(context, {
    ...{ panel: "copies/purges", title: words.purges, help: words.purgesHelp },
    columns: [
      cells.text("vault", words.vault, ({ vault }) => vault),
      cells.text("tenant", words.tenant, ({ tenant }) => tenant),
      cells.count("due", words.due, (row) => row.due_copies),
      cells.bytes("due-bytes", words.dueBytes, (row) => row.due_bytes),
      cells.count("overdue", words.overdue, (row) => row.overdue_copies),
      cells.ago("since", words.overdueSince, (row) => row.overdue_since),
    ],
    keyOf: ({ vault, tenant }) => JSON.stringify([vault, tenant]),
    classOf: (row) => (row.overdue_copies > 0 ? "tone-warning" : ""),
    empty: words.noPurge,
  });
}
