import { type Column, definePanel, type Panel } from "../panel.ts";

const define = (file: string, definition: Parameters<typeof definePanel>[2]) =>
  definePanel(import.meta.url, file, definition);

const text = (en: string, fr: string): Column => ({ is: "text", title: { en, fr } });
const count = (en: string, fr: string): Column => ({ is: "count", title: { en, fr } });
const seconds = (en: string, fr: string): Column => ({ is: "seconds", title: { en, fr } });

const vault = text("Vault", "Coffre");
const tenant = text("Tenant", "Client");
const copies = count("Copies", "Copies");
const bytes: Column = { is: "bytes", title: { en: "Size", fr: "Taille" } };
const day: Column = { is: "day", title: { en: "Day", fr: "Jour" } };

/** Where copies are, and whether duplicates are what they should be. */
export const COPIES_PANELS: readonly Panel[] = [
  define("duplicates.sql", {
    title: { en: "Duplicates", fr: "Copies dupliquées" },
    help: {
      en: "Present: heard of within the time, and not gone since. The other figures are of what was found: missing, lost, differing and unverified now, late within the time. A copy that is missing lies in no vault.",
      fr: "Présentes : observées dans la période, et pas supprimées depuis. Les autres chiffres viennent des anomalies : manquantes, perdues, différentes et non vérifiées en ce moment, en retard dans la période. Une copie manquante n'a pas de coffre.",
    },
    columns: {
      tenant,
      vault,
      present: count("Present", "Présentes"),
      missing: count("Missing", "Manquantes"),
      late: count("Late", "En retard"),
      lost: count("Lost", "Perdues"),
      differing: count("Differing", "Différentes"),
      unverified: count("Unverified", "Non vérifiées"),
    },
    rowsMax: 200,
  }),
  define("lag.sql", {
    title: { en: "From primary to duplicate", fr: "De la copie principale à la dupliquée" },
    help: {
      en: "How long after its primary copy a duplicate was heard of, by the day of the primary. Only backups that have both.",
      fr: "Le temps écoulé entre l'observation de la copie principale et celle de la copie dupliquée, selon le jour de la première. Seulement les sauvegardes qui ont les deux.",
    },
    columns: {
      day,
      runs: count("Backups", "Sauvegardes"),
      median_seconds: seconds("Half within", "Médiane"),
      p95_seconds: seconds("19 of 20 within", "19 sur 20 en moins de"),
    },
    rowsMax: 400,
  }),
  define("mismatches.sql", {
    title: { en: "Copies that are not as they should be", fr: "Copies non conformes" },
    help: {
      en: "What is open now: copies that are missing, lost, changed, damaged, or that differ.",
      fr: "Les anomalies encore ouvertes : copies manquantes, perdues, modifiées, endommagées ou différentes.",
    },
    columns: {
      id: { is: "id", title: { en: "Finding", fr: "Anomalie" } },
      kind: text("Kind", "Type"),
      severity: text("Severity", "Gravité"),
      tenant,
      series_id: { is: "id", title: { en: "Series", fr: "Série" } },
      asset: text("Asset", "Ressource"),
      vault,
      opened_at: { is: "instant", title: { en: "Since", fr: "Depuis" } },
      summary_en: text("What was found (English)", "Ce qui a été détecté (anglais)"),
      summary_fr: text("What was found (French)", "Ce qui a été détecté (français)"),
    },
    rowsMax: 100,
  }),
  define("vaults.sql", {
    title: { en: "Held in vaults", fr: "Contenu des coffres" },
    help: {
      en: "Copies heard of within the time, and not gone since. Of some nobody said the size: their bytes are not in the sum.",
      fr: "Copies observées dans la période, et pas supprimées depuis. Les copies sans taille connue ne sont pas dans la somme.",
    },
    columns: {
      vault,
      tenant,
      role: text("Role", "Rôle"),
      copies,
      bytes,
      unsized: count("Of unknown size", "De taille inconnue"),
      last_at: { is: "instant", title: { en: "Last heard of", fr: "Dernière observation" } },
    },
    rowsMax: 300,
  }),
  define("rereads.sql", {
    title: { en: "Read again", fr: "Octets relus" },
    help: {
      en: "Copies that verifications read to their end, and their bytes. What the nightly re-reading found as it was leaves no proof, and is not counted.",
      fr: "Copies lues jusqu'au bout par les vérifications, et leurs octets. Ce que la relecture nocturne a retrouvé à l'identique ne laisse pas de preuve, et n'est pas compté.",
    },
    columns: { day, vault, copies, bytes },
    rowsMax: 5_000,
  }),
  define("locks.sql", {
    title: { en: "Locks that end within 7 days", fr: "Verrous qui expirent sous 7 jours" },
    help: {
      en: "By the day on which they end: from then on these copies can be removed. Of copies that are still there, as they were last seen, whatever the time.",
      fr: "Selon le jour où ils expirent : ces copies pourront ensuite être supprimées. Parmi les copies encore présentes, selon leur dernière observation, quelle que soit la période.",
    },
    columns: {
      ends_on: { is: "day", title: { en: "End on", fr: "Expirent le" } },
      vault,
      tenant,
      copies,
      bytes,
      first_at: { is: "instant", title: { en: "The first at", fr: "Le premier à" } },
    },
    rowsMax: 1_000,
  }),
  define("purges.sql", {
    title: { en: "Purges due and overdue", fr: "Purges à venir et en retard" },
    help: {
      en: "Due: the retention of these copies ends within 24 hours. Overdue: they should be gone by now, and are still there.",
      fr: "À venir : la rétention de ces copies se termine sous 24 heures. En retard : elles devraient être supprimées, et sont encore là.",
    },
    columns: {
      tenant,
      vault,
      due_copies: count("Due", "À venir"),
      due_bytes: { is: "bytes", title: { en: "Size of these", fr: "Taille de celles-ci" } },
      overdue_copies: count("Overdue", "En retard"),
      overdue_since: {
        is: "instant",
        nullable: true,
        title: { en: "Overdue since", fr: "En retard depuis" },
      },
    },
    rowsMax: 300,
  }),
];
