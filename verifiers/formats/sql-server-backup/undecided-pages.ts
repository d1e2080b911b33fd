import { pfsPageOf } from "./allocation.ts";
import type { PageState } from "./check-page.ts";
import type { PageFault, PagePlace } from "./page.ts";

/** Held until their PFS page comes; more than this stay undecided. */
const HELD_MAX = 65_536;

export type UndecidedPage = PagePlace & {
  readonly type: number;
  readonly state: PageState;
  readonly fault: PageFault | null;
};

/** Pages of which no PFS page has told yet whether they are allocated. */
export type UndecidedPages = {
  readonly add: (page: UndecidedPage) => void;
  /** Hands over those that `isDecided`, which are no longer undecided. */
  readonly settle: (
    isDecided: (page: UndecidedPage) => boolean,
    use: (page: UndecidedPage) => void,
  ) => void;
  /** Of those left: how many, and how many do not verify. */
  readonly counts: () => { readonly all: number; readonly faulty: number };
  /** The PFS pages that those left would need. */
  readonly pfsPages: () => readonly { readonly file: number; readonly page: number }[];
};

export function createUndecidedPages(): UndecidedPages {
  let held: UndecidedPage[] = [];
  let beyond = 0;
  let beyondFaulty = 0;
  return {
    add: (page) => {
      if (held.length < HELD_MAX) {
        held.push(page);
        return;
      }
      beyond += 1;
      if (page.fault) beyondFaulty += 1;
    },
    settle: (isDecided, use) => {
      const left: UndecidedPage[] = [];
      for (const page of held)
        if (isDecided(page)) use(page);
        else left.push(page);
      held = left;
    },
    counts: () => ({
      all: beyond + held.length,
      faulty: beyondFaulty + held.filter(({ fault }) => fault !== null).length,
    }),
    pfsPages: () => {
      const pages = new Map<string, { file: number; page: number }>();
      for (const { file, page } of held) {
        const pfs = { file, page: pfsPageOf(page) };
        pages.set(`${pfs.file}:${pfs.page}`, pfs);
      }
      return [...pages.values()];
    },
  };
}
