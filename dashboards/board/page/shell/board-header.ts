import { element } from "../element.ts";
import type { Lang } from "../words.ts";
import type { Me, PageView, ViewName } from "./page-view.ts";
import { SHELL_WORDS } from "./shell-words.ts";

/** Beside this file, in the version that the page is of. */
const LOGO = new URL("../vigie.svg", import.meta.url).href;

type Options = {
  readonly lang: Lang;
  readonly views: readonly PageView[];
  readonly live: HTMLElement | null;
  /** Null where nobody has signed in yet. */
  readonly me: Me | null;
  readonly onSkip: () => void;
  readonly onSignIn: () => void;
  readonly onSignOut: () => void;
};

/** The top of every page: where one is, whether it is live, who one is, in which language. */
export function createBoardHeader(options: Options) {
  const { lang, views, me, live } = options;
  const words = SHELL_WORDS[lang];
  const skip = button("skip", words.skip, options.onSkip);
  const logo = element("img", { src: LOGO, alt: "", width: "28", height: "28" });
  const links = views.map((view) => ({
    name: view.name,
    link: element("a", { href: `#/${view.name}` }, view.title[lang]),
  }));
  const nav = element(
    "nav",
    { class: "views", "aria-label": words.views },
    element("ul", { role: "list" }, ...links.map(({ link }) => element("li", {}, link))),
  );
  const root = element(
    "header",
    { class: "top" },
    skip,
    element("p", { class: "brand" }, logo, "Vigie"),
    me ? nav : null,
    ...[live, me ? person(me, options) : null, languages(lang)],
  );

  /** Marks where one is. */
  function show(here: ViewName): void {
    for (const { name, link } of links) {
      if (name === here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  return { root, show };
}

function person(me: Me, { lang, onSignIn, onSignOut }: Options): HTMLElement {
  const words = SHELL_WORDS[lang].session;
  const role = words.roles[me.role] ?? me.role;
  const name = me.isAnonymous ? words.anonymous : me.name;
  return element(
    "div",
    { class: "person" },
    element("span", {}, element("bdi", {}, name), " ", element("small", {}, role)),
    me.isAnonymous
      ? button("link", words.signIn, onSignIn)
      : button("link", words.signOut, onSignOut),
  );
}

function languages(lang: Lang): HTMLElement {
  const link = (to: Lang, name: string) => {
    const attributes = { href: `?lang=${to}`, lang: to, "aria-current": to === lang && "true" };
    const made = element("a", attributes, name);
    made.addEventListener("click", () => {
      made.href = `?lang=${to}${location.hash}`;
    });
    return made;
  };
  const label = SHELL_WORDS[lang].language;
  return element(
    "nav",
    { class: "languages", "aria-label": label },
    link("en", "English"),
    link("fr", "Français"),
  );
}

function button(className: string, text: string, onClick: () => void): HTMLElement {
  const made = element("button", { type: "button", class: className }, text);
  made.addEventListener("click", onClick);
  return made;
}
