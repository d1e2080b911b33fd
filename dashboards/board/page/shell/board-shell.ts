import { connectLive } from "../connect-live.ts";
import type { Formats } from "../create-formats.ts";
import { element } from "../element.ts";
import { createLiveBadge } from "../live-badge.ts";
import { refreshTimes } from "../view.ts";
import { type Lang, WORDS } from "../words.ts";
import { createAnnouncements } from "./announcements.ts";
import type { ApiClient } from "./api-client.ts";
import { formatAddress, parseAddress, type SharedFilter } from "./board-address.ts";
import { createBoardHeader } from "./board-header.ts";
import { fillLinks } from "./fill-links.ts";
import { createFreshness } from "./freshness.ts";
import type { Me } from "./page-view.ts";
import { createSharedFilterBar } from "./shared-filter-bar.ts";
import { SHELL_WORDS } from "./shell-words.ts";
import { createViewContext } from "./view-context.ts";
import { createViewHost } from "./view-host.ts";
import { VIEWS } from "./views.ts";
import { watchChanges } from "./watch-changes.ts";

type Options = {
  readonly lang: Lang;
  readonly zone: string;
  readonly formats: Formats;
  readonly me: Me;
  readonly client: ApiClient;
  /** Vigie's instant as it served the page. */
  readonly at: string;
  readonly onSignIn: () => void;
  readonly onSignOut: () => void;
  /** Vigie is no longer heard. Told again at each attempt that fails. */
  readonly onLost: () => void;
};

/**
 * The page's frame around one view at a time: which one, and of what, is in the address. What
 * changes at Vigie makes the view that is shown refresh.
 */
export function createBoardShell(options: Options) {
  const { lang, zone, me, client } = options;
  const clock = createVigieTime(options);
  const parts = createParts(options, (filter) => replaceAddress({ ...address, filter }));
  const { title, header, filterBar, live } = parts;
  const freshness = createFreshness(lang, clock, () => host.refresh());
  const host = createViewHost({ onFresh: freshness.showFresh, onFailed: freshness.showFailed });
  let address = parseAddress(location.hash);
  const ground = {
    ...{ lang, zone, me, client, replaceAddress, announce: parts.announce },
    ...clock,
    address: () => address,
  };
  filterBar.root.after(freshness.root);
  open();
  addEventListener("hashchange", follow);
  fillLinks(() => address.filter);
  const onLost = () => {
    live.showStale();
    options.onLost();
  };
  connectLive(watchChanges({ heard: clock.heard, host, onLost, onLive: live.showLive }));

  function replaceAddress(next: typeof address): void {
    address = next;
    history.replaceState(null, "", formatAddress(next));
    refresh();
  }

  function refresh(): void {
    showAddress();
    host.refresh();
  }

  /** Goes where the address says by now; the same view of the same thing stays, and refreshes. */
  function follow(): void {
    const before = address;
    address = parseAddress(location.hash);
    const isSame = address.view === before.view && address.id === before.id;
    if (isSame) refresh();
    else enter();
  }

  /** As one who came here by a link: the view's title is where reading begins. */
  function enter(): void {
    open();
    title.focus();
    scrollTo(0, 0);
  }

  function open(): void {
    const view = VIEWS.find(({ name }) => name === address.view);
    const next = element("div", { class: `view view-${address.view}` });
    document.querySelector("main > .view")?.replaceWith(next);
    title.textContent = view ? view.title[lang] : SHELL_WORDS[lang].noView;
    document.title = `${title.textContent} · Vigie`;
    freshness.reset();
    showAddress();
    host.show(view?.mount(next, createViewContext(ground, address.id)) ?? null);
  }

  function showAddress(): void {
    filterBar.show(address.filter);
    header.show(address.view);
  }

  return { refresh: () => host.refresh() };
}

/** What stands around a view, put on the page. */
function createParts(options: Options, onFilter: (filter: SharedFilter) => void) {
  const { lang, zone, formats, client } = options;
  const live = createLiveBadge({ words: WORDS[lang].live, formats });
  const { root: spoken, announce } = createAnnouncements();
  const title = element("h1", { tabindex: "-1" });
  const onSkip = () => title.focus();
  const header = createBoardHeader({ ...options, views: VIEWS, live: live.root, onSkip });
  const filterBar = createSharedFilterBar({ lang, client, onChange: onFilter });
  const place = element("div", { class: "view" });
  const footer = element("footer", { class: "quiet" }, SHELL_WORDS[lang].timesIn(zone));
  const main = element("main", {}, title, filterBar.root, place, footer);
  document.body.replaceChildren(header.root, main, spoken);
  return { live, announce, title, header, filterBar };
}

/** What time it is by all that Vigie has said; never by this browser's clock. */
function createVigieTime({ at, formats }: Pick<Options, "at" | "formats">) {
  let now = at;
  const time = {
    formats,
    now: () => now,
    heard: (said: string): void => {
      if (Date.parse(said) <= Date.parse(now)) return;
      now = said;
      refreshTimes(time);
    },
  };
  return time;
}
