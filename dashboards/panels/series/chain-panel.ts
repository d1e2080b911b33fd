import { definePanel, type Panel } from "../panel.ts";

/** To what an asset can be restored. */
export const CHAIN_PANEL: Panel = definePanel(import.meta.url, "chain.sql", {
  title: { en: "Restorable points and their chain", fr: "Points restaurables et leur chaîne" },
  help: {
    en: "To what the asset can be restored: each backup with a copy, what it rests on, how far the logs after it lead, and what is open that breaks it.",
    fr: "À quoi la ressource peut être restaurée : chaque sauvegarde dont une copie est là, ce dont elle dépend, jusqu’où mènent les journaux qui la suivent, et ce qui la rompt.",
  },
  columns: {
    at: { is: "instant", title: { en: "Restores to", fr: "Restaure au" } },
    backupType: { is: "text", title: { en: "Backup type", fr: "Type de sauvegarde" } },
    runId: { is: "text", title: { en: "Run", fr: "Exécution" } },
    restsOn: { is: "text", nullable: true, title: { en: "Rests on", fr: "Dépend de" } },
    copies: { is: "count", title: { en: "Copies", fr: "Copies" } },
    vaults: { is: "texts", title: { en: "Vaults", fr: "Coffres" } },
    logs: { is: "count", title: { en: "Logs after it", fr: "Journaux suivants" } },
    logsUntil: {
      is: "instant",
      nullable: true,
      title: { en: "Logs until", fr: "Journaux jusqu’au" },
    },
    broken: { is: "text", nullable: true, title: { en: "Broken by", fr: "Rompu par" } },
  },
  rowsMax: 200,
});
