import type { Lang } from "../words.ts";
import type { FilterField, Range } from "./board-address.ts";

/** What the shell and the parts that all views share say of themselves. */
export type ShellWords = {
  readonly views: string;
  readonly skip: string;
  readonly language: string;
  readonly timesIn: (zone: string) => string;
  readonly unreachable: string;
  readonly stale: (time: string) => string;
  readonly neverFresh: string;
  readonly retry: string;
  readonly noView: string;
  readonly filter: {
    readonly title: string;
    /** A label before what it is of. */
    readonly before: (label: string) => string;
    readonly fields: Readonly<Record<FilterField, string>>;
    readonly all: string;
    readonly search: string;
    readonly nothing: string;
    readonly more: string;
    readonly range: string;
    readonly ranges: Readonly<Record<Range, string>>;
    readonly clear: string;
    readonly chosen: (count: number) => string;
  };
  readonly session: {
    readonly signIn: string;
    readonly signOut: string;
    readonly title: string;
    readonly intro: string;
    readonly token: string;
    readonly wrong: string;
    readonly anonymous: string;
    readonly roles: Readonly<Record<string, string>>;
  };
  readonly table: {
    readonly loading: string;
    readonly previous: string;
    readonly next: string;
    readonly rows: (first: string, last: string, more: boolean) => string;
    readonly pages: (table: string) => string;
    readonly ascending: string;
    readonly descending: string;
  };
  readonly form: {
    readonly cancel: string;
    readonly close: string;
    readonly required: string;
    readonly working: string;
  };
  readonly chart: {
    readonly asTable: string;
    readonly time: string;
    readonly empty: string;
    readonly how: string;
    readonly expected: string;
    readonly between: (low: string, high: string) => string;
    readonly noted: string;
  };
};

export const SHELL_WORDS: Readonly<Record<Lang, ShellWords>> = {
  en: {
    views: "Views",
    skip: "Skip to the content",
    language: "Language",
    timesIn: (zone) => `Times in ${zone}`,
    unreachable: "Vigie cannot be reached now",
    stale: (time) => `Not fresh since ${time}`,
    neverFresh: "Not loaded yet",
    retry: "Try again",
    noView: "There is no such page",
    filter: {
      title: "Filter",
      before: (label) => `${label}: `,
      fields: { tenant: "Tenant", environment: "Environment", product: "Product", site: "Site" },
      all: "all",
      search: "Search",
      nothing: "Nothing has that name",
      more: "Only the first ones are shown: search for the others",
      range: "Range",
      ranges: { "24h": "24 hours", "7d": "7 days", "14d": "14 days", "90d": "90 days" },
      clear: "Clear the filter",
      chosen: (count) => `${count} chosen`,
    },
    session: {
      signIn: "Sign in",
      signOut: "Sign out",
      title: "Sign in to Vigie",
      intro: "With the token that your administrator gave you.",
      token: "Token",
      wrong: "This token is not known, or has ended",
      anonymous: "not signed in",
      roles: {
        viewer: "viewer",
        operator: "operator",
        restorer: "restorer",
        approver: "approver",
        auditor: "auditor",
        admin: "admin",
      },
    },
    table: {
      loading: "Loading…",
      previous: "Previous",
      next: "Next",
      rows: (first, last, more) => `${first} to ${last}${more ? ", and more" : ""}`,
      pages: (table) => `Pages of ${table}`,
      ascending: "sorted upwards",
      descending: "sorted downwards",
    },
    form: { cancel: "Cancel", close: "Close", required: "required", working: "One moment…" },
    chart: {
      asTable: "As a table",
      time: "Time",
      empty: "Nothing in this range",
      how: "Left and right arrow keys read the values",
      expected: "Expected",
      between: (low, high) => `${low} to ${high}`,
      noted: "Noted",
    },
  },
  fr: {
    views: "Vues",
    skip: "Aller au contenu",
    language: "Langue",
    timesIn: (zone) => `Heures de ${zone}`,
    unreachable: "Vigie est injoignable pour l’instant",
    stale: (time) => `Figé depuis ${time}`,
    neverFresh: "Pas encore chargé",
    retry: "Réessayer",
    noView: "Cette page n’existe pas",
    filter: {
      title: "Filtre",
      before: (label) => `${label}\u202f: `,
      fields: { tenant: "Client", environment: "Environnement", product: "Produit", site: "Site" },
      all: "tous",
      search: "Rechercher",
      nothing: "Rien ne porte ce nom",
      more: "Seuls les premiers sont montrés\u00a0: recherchez les autres",
      range: "Période",
      ranges: { "24h": "24 heures", "7d": "7 jours", "14d": "14 jours", "90d": "90 jours" },
      clear: "Effacer le filtre",
      chosen: (count) => (count < 2 ? `${count} choisi` : `${count} choisis`),
    },
    session: {
      signIn: "Se connecter",
      signOut: "Se déconnecter",
      title: "Connexion à Vigie",
      intro: "Avec le jeton que votre administrateur vous a donné.",
      token: "Jeton",
      wrong: "Ce jeton est inconnu, ou n’est plus valable",
      anonymous: "non connecté",
      roles: {
        viewer: "lecteur",
        operator: "opérateur",
        restorer: "restaurateur",
        approver: "approbateur",
        auditor: "auditeur",
        admin: "administrateur",
      },
    },
    table: {
      loading: "Chargement…",
      previous: "Précédents",
      next: "Suivants",
      rows: (first, last, more) => `${first} à ${last}${more ? ", et d’autres" : ""}`,
      pages: (table) => `Pages de ${table}`,
      ascending: "tri croissant",
      descending: "tri décroissant",
    },
    form: { cancel: "Annuler", close: "Fermer", required: "obligatoire", working: "Un instant…" },
    chart: {
      asTable: "En tableau",
      time: "Heure",
      empty: "Rien sur cette période",
      how: "Les flèches gauche et droite lisent les valeurs",
      expected: "Attendu",
      between: (low, high) => `${low} à ${high}`,
      noted: "À noter",
    },
  },
};
