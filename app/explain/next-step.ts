import type { Bilingual } from "../../schemas/bilingual.ts";
import type { Finding, FindingKind } from "../../schemas/finding.ts";
import { goesOn } from "../../schemas/say-resolution.ts";

/** Where each kind has a row with all that there is to do. */
const PAGE = "docs/findings.md";

const STEPS: Readonly<Record<FindingKind, Bilingual>> = {
  late: {
    en: "See whether its job is scheduled and its agent runs.",
    fr: "Vérifiez que la tâche est planifiée et que son agent tourne.",
  },
  missing: {
    en: "Start the backup by hand now.",
    fr: "Lancez la sauvegarde à la main maintenant.",
  },
  stuck: {
    en: "Look at its progress and locks; start no second run beside it.",
    fr: "Regardez son avancement et ses verrous ; n'en lancez pas une seconde.",
  },
  failed: {
    en: "Read its message above, mend that, and repeat the backup.",
    fr: "Lisez son message ci-dessus, corrigez, puis relancez la sauvegarde.",
  },
  "extra-run": {
    en: "Nothing at night; a foreign full may move a differential's base.",
    fr: "Rien la nuit ; une complète étrangère peut déplacer la base des différentielles.",
  },
  warned: {
    en: "Nothing at night; see to the cause of its warnings.",
    fr: "Rien la nuit ; traitez la cause de ses avertissements.",
  },
  undersized: {
    en: "Purge nothing; see whether data was emptied or the job cut short.",
    fr: "Ne purgez rien ; voyez si les données ont été vidées ou la tâche coupée.",
  },
  oversized: {
    en: "Nothing at night, unless the vault is nearly full.",
    fr: "Rien la nuit, sauf si le coffre est presque plein.",
  },
  "too-fast": {
    en: "See whether all was read, and restore it into the sandbox: vigie verify.",
    fr: "Voyez si tout a été lu, et restaurez en bac à sable : vigie verify.",
  },
  "too-slow": {
    en: "Look at the load of machine, link and vault, and at its neighbours.",
    fr: "Regardez la charge de la machine, du lien et du coffre, et ses voisines.",
  },
  incompressible: {
    en: "Take it for an attack: stop purging, keep the last good run.",
    fr: "Tenez cela pour une attaque : arrêtez les purges, gardez la dernière bonne.",
  },
  "copy-missing": {
    en: "Start the duplication again; until then the backup exists once.",
    fr: "Relancez la duplication ; d'ici là, la sauvegarde est en un seul exemplaire.",
  },
  "copy-late": {
    en: "Nothing at night; look at the link's throughput.",
    fr: "Rien la nuit ; regardez le débit du lien.",
  },
  "copy-lost": {
    en: "Find out who removed it, lock what is left, copy it again.",
    fr: "Trouvez qui l'a supprimée, verrouillez le reste, recopiez-la.",
  },
  "copy-changed": {
    en: "Do not restore from it; verify the other copy, then replace it.",
    fr: "Ne restaurez pas depuis elle ; vérifiez l'autre copie, puis remplacez-la.",
  },
  "copy-size-mismatch": {
    en: "Verify both copies, and copy the one that proves right again.",
    fr: "Vérifiez les deux copies, et recopiez celle qui est prouvée bonne.",
  },
  "copy-checksum-mismatch": {
    en: "Verify both copies, and copy the one that proves right again.",
    fr: "Vérifiez les deux copies, et recopiez celle qui est prouvée bonne.",
  },
  "copy-unverified": {
    en: "Nothing at night; give its job or collector a checksum.",
    fr: "Rien la nuit ; donnez une empreinte à sa tâche ou à son collecteur.",
  },
  "copies-colocated": {
    en: "Nothing at night; see where the duplication writes.",
    fr: "Rien la nuit ; voyez où écrit la duplication.",
  },
  unencrypted: {
    en: "Nothing at night, unless others can read the vault; see its options and keys.",
    fr: "Rien la nuit, sauf si d'autres lisent le coffre ; voyez ses options et clés.",
  },
  "lock-short": {
    en: "If it was cut: find out who did, and set it again. Else set the vault's default.",
    fr: "S'il a été réduit : trouvez par qui, remettez-le. Sinon, réglez celui du coffre.",
  },
  "chain-broken": {
    en: "Take a full backup now (for logs a differential will do).",
    fr: "Faites une complète maintenant (pour des journaux, une différentielle suffit).",
  },
  "base-hijacked": {
    en: "Take a full backup now, and keep the foreign one until it is proven.",
    fr: "Faites une complète maintenant, et gardez l'étrangère jusqu'à sa preuve.",
  },
  "purge-foretold": {
    en: "Nothing at night; keep the base as long as what leans on it, or lock it.",
    fr: "Rien la nuit ; gardez la base aussi longtemps que ses dépendantes, ou verrouillez-la.",
  },
  "retention-short": {
    en: "Stop the job that deletes, and copy the points again from the other vault.",
    fr: "Arrêtez la tâche qui supprime, et recopiez les points depuis l'autre coffre.",
  },
  "purge-overdue": {
    en: "Nothing at night; see why the purge does not run.",
    fr: "Rien la nuit ; voyez pourquoi la purge ne tourne pas.",
  },
  "mass-deletion": {
    en: "Take it for an attack: withdraw the right to delete, lock what is left.",
    fr: "Tenez cela pour une attaque : retirez le droit de supprimer, verrouillez le reste.",
  },
  unprotected: {
    en: "Ask its owner; write a policy, or vigie retire it.",
    fr: "Demandez à son responsable ; écrivez une politique, ou vigie retire.",
  },
  "rpo-breach": {
    en: "Start a backup now; if backups do succeed, see its chain and copies.",
    fr: "Lancez une sauvegarde ; si elles réussissent, voyez sa chaîne et ses copies.",
  },
  "rto-breach": {
    en: "Nothing at night; see whether vault, link or sandbox were slow.",
    fr: "Rien la nuit ; voyez si le coffre, le lien ou le bac à sable étaient lents.",
  },
  "schedule-drift": {
    en: "Nothing at night; correct its policy's schedule, or its job's.",
    fr: "Rien la nuit ; corrigez l'horaire de sa politique ou de sa tâche.",
  },
  "proof-overdue": {
    en: "Nothing at night; vigie status shows why, vigie verify proves one now.",
    fr: "Rien la nuit ; vigie status dit pourquoi, vigie verify en prouve une.",
  },
  "restore-failed": {
    en: "Read which check failed; trust no backup of this job until one is proven.",
    fr: "Lisez le contrôle en échec ; ne vous y fiez plus avant une nouvelle preuve.",
  },
  "copy-damaged": {
    en: "Restore from lastGood, if need be; take a new backup if both copies are bad.",
    fr: "Au besoin restaurez depuis lastGood ; si les deux sont mauvaises, sauvegardez.",
  },
  "last-proof-expiring": {
    en: "vigie verify the series now; if it fails, lock the proven copy.",
    fr: "Lancez vigie verify ; en cas d'échec, verrouillez la copie prouvée.",
  },
  "collector-silent": {
    en: "Restart the collector; see whether its vaults are mounted.",
    fr: "Redémarrez le collecteur ; voyez si ses coffres sont montés.",
  },
  "clock-skew": {
    en: "Set its clock (NTP).",
    fr: "Mettez son horloge à l'heure (NTP).",
  },
  "rejects-rising": {
    en: "vigie rejects list shows why; mend the sender, then vigie rejects replay.",
    fr: "vigie rejects list dit pourquoi ; corrigez l'émetteur, puis vigie rejects replay.",
  },
  "pager-failed": {
    en: "Tell those whom vigie status lists by another way, then mend the pager.",
    fr: "Prévenez autrement ceux que liste vigie status, puis réparez le canal.",
  },
  "disk-low": {
    en: "Make room, or give it a larger disk, before it is full.",
    fr: "Faites de la place, ou donnez un disque plus grand, avant qu'il soit plein.",
  },
};

const OF_PARENT: Bilingual = {
  en: "Look at the place that its members have in common, not at each backup.",
  fr: "Regardez le lieu que ses membres ont en commun, pas chaque sauvegarde.",
};

const RESOLVED: Bilingual = {
  en: "Nothing now: it is resolved. If it comes back, see to its cause.",
  fr: "Rien pour l'instant : elle est résolue. Si elle revient, traitez-en la cause.",
};

type Found = Pick<Finding, "kind" | "series" | "evidence" | "resolvedAt" | "resolution">;

/** What to do first of a finding, and where more is said of it. */
export function nextStep({ kind, series, evidence, resolvedAt, resolution }: Found) {
  const isParent = series === null && typeof evidence["cause"] === "object";
  const docs = `${PAGE}#${isParent ? "one-cause-one-voice" : kind}`;
  if (resolvedAt !== null && !goesOn(resolution ?? "")) return { step: RESOLVED, docs };
  return { step: isParent ? OF_PARENT : STEPS[kind], docs };
}
