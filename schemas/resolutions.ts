/** How findings end, as `resolution` says it in English, and the same in French. */
export type Resolution = {
  /** `{name}` stands for what differs from one finding to the next. */
  readonly en: string;
  readonly fr: string;
  /** The one that `{state}` stands for; any where it is absent. */
  readonly state?: string;
  /** It is told otherwise from then on, or no more: its cause is not gone. */
  readonly goesOn?: true;
};

const FAULTS = ["late", "missing", "stuck", "failed", "copy-damaged", "restore-failed"] as const;

const BECAME = { en: "became {state}", fr: "désormais {state}" };

const SLOTS: readonly Resolution[] = [
  ...FAULTS.map((state) => ({ ...BECAME, state, goesOn: true as const })),
  BECAME,
  { en: "delivered late by its collector", fr: "transmise en retard par son collecteur" },
  { en: "started {duration} late", fr: "commencée avec {duration} de retard" },
  { en: "filled {duration} late", fr: "effectuée avec {duration} de retard" },
  { en: "ended {duration} late", fr: "terminée avec {duration} de retard" },
  { en: "another run of the slot succeeded", fr: "une autre exécution du créneau a réussi" },
  { en: "another run fills its slot", fr: "une autre exécution occupe son créneau" },
  { en: "the next backup succeeded", fr: "la sauvegarde suivante a réussi" },
  { en: "another backup followed", fr: "une autre sauvegarde a suivi" },
  { en: "nothing remains to be done", fr: "il ne reste rien à faire" },
  { en: "another time was learned", fr: "un autre horaire a été appris" },
  {
    en: "older than the slots that are kept",
    fr: "plus ancienne que les créneaux conservés",
    goesOn: true,
  },
  { en: "due before its schedule", fr: "attendue avant que sa planification ne s'applique" },
  { en: "it begins when it is due again", fr: "elle commence à nouveau à l'heure prévue" },
];

const RUNS: readonly Resolution[] = [
  { en: "the run failed", fr: "l'exécution a échoué" },
  { en: "the run failed after all", fr: "l'exécution a finalement échoué" },
  {
    en: "the run is past its longest duration",
    fr: "l'exécution a dépassé sa durée maximale",
    goesOn: true,
  },
  { en: "one with the run before", fr: "fait partie de l'exécution précédente", goesOn: true },
  { en: "new level adopted", fr: "nouveau niveau adopté", goesOn: true },
  {
    en: "new level adopted: a week of runs alike",
    fr: "nouveau niveau adopté : une semaine d'exécutions semblables",
    goesOn: true,
  },
  { en: "it took as long as is usual for its size", fr: "durée habituelle pour sa taille" },
  {
    en: "the next run took as long as is usual for its size",
    fr: "l'exécution suivante a pris la durée habituelle pour sa taille",
  },
  { en: "it was compressed as usual", fr: "compressée comme d'habitude" },
  {
    en: "the next run was compressed as usual",
    fr: "l'exécution suivante a été compressée comme d'habitude",
  },
  { en: "back to its usual size", fr: "revenue à sa taille habituelle" },
  { en: "back at its former level", fr: "revenue à son niveau antérieur" },
  { en: "a size like it is right, as was said", fr: "une telle taille est juste, comme indiqué" },
  { en: "a change was announced", fr: "un changement était annoncé" },
  { en: "as small as on its quiet days", fr: "aussi petite que ses jours calmes" },
  { en: "as usual on its weekday", fr: "comme d'habitude ce jour de la semaine" },
  {
    en: "as large as at an earlier month's end",
    fr: "aussi grosse qu'à une fin de mois précédente",
  },
  {
    en: "as far down as it was purged before",
    fr: "aussi réduite qu'après une purge précédente",
  },
  { en: "{size} by what is known now", fr: "{size}, d'après ce qui est connu désormais" },
  { en: "a backup of it succeeded", fr: "une sauvegarde a réussi" },
  { en: "it is no longer expected", fr: "elle n'est plus attendue" },
  { en: "it is not expected", fr: "elle n'est pas attendue" },
];

const COPIES: readonly Resolution[] = [
  { en: "arrived late", fr: "arrivée en retard" },
  { en: "the copy is there", fr: "la copie est là" },
  { en: "the copy was removed", fr: "la copie a été supprimée" },
  { en: "it was removed", fr: "elle a été supprimée" },
  { en: "it was there before it was removed", fr: "elle était là avant d'être supprimée" },
  {
    en: "another was there before it was removed",
    fr: "une autre était là avant d'être supprimée",
  },
  {
    en: "the first inventory after its deadline had it",
    fr: "le premier inventaire après son échéance la contenait",
  },
  {
    en: "a copy in its role is there again",
    fr: "une copie du même rôle est à nouveau là",
  },
  { en: "it was to go by then", fr: "elle devait être supprimée à cette date" },
  { en: "it is locked again, or gone", fr: "elle est de nouveau verrouillée, ou n'est plus là" },
  {
    en: "the copy has the checksum that its job claims",
    fr: "la copie a l'empreinte annoncée par sa tâche",
  },
  { en: "its first bytes are there again", fr: "son contenu d'origine est de retour" },
  { en: "one of the two copies is gone", fr: "l'une des deux copies n'est plus là" },
  { en: "the copies are the same", fr: "les copies sont identiques" },
  { en: "the copies cannot be compared", fr: "les copies ne peuvent pas être comparées" },
  { en: "the copies differ otherwise", fr: "les copies diffèrent autrement" },
  {
    en: "the copies of a later run can be compared",
    fr: "les copies d'une exécution ultérieure sont comparables",
  },
  {
    en: "the copies of a later run are encrypted",
    fr: "les copies d'une exécution ultérieure sont chiffrées",
  },
  {
    en: "the copies of a later run are in two vaults",
    fr: "les copies d'une exécution ultérieure sont dans deux coffres",
  },
  {
    en: "the copies of a later run are locked for long enough",
    fr: "les copies d'une exécution ultérieure sont verrouillées assez longtemps",
  },
  { en: "no such run is left", fr: "il ne reste aucune exécution de ce genre" },
  {
    en: "its run said later that it failed",
    fr: "son exécution a ensuite été déclarée en échec",
  },
  { en: "the retention of its run has ended", fr: "la rétention de son exécution est terminée" },
  { en: "what is promised is there", fr: "ce qui est promis est là" },
  {
    en: "fewer are gone than a mass deletion would take",
    fr: "trop peu ont disparu pour une suppression en masse",
  },
];

const CHAINS: readonly Resolution[] = [
  { en: "a newer backup began a new chain", fr: "une sauvegarde plus récente ouvre une chaîne" },
  { en: "what it leans on was heard of late", fr: "sa base a été connue tardivement" },
  { en: "the log before it was heard of late", fr: "le journal précédent a été connu tardivement" },
  { en: "its base is there again", fr: "sa base est à nouveau là" },
  { en: "nothing that is owed leans on it any more", fr: "plus rien de promis n'en dépend" },
  { en: "nothing outlives its base any more", fr: "plus rien ne survit à sa base" },
  {
    en: "a newer point can be restored",
    fr: "un point plus récent peut être restauré",
  },
  { en: "proven by {proof}", fr: "prouvée par {proof}" },
  { en: "restored within its RTO by {proof}", fr: "restaurée dans son RTO par {proof}" },
  { en: "another period is promised", fr: "une autre période est promise" },
];

const VIGIE: readonly Resolution[] = [
  { en: "its watermark moves again", fr: "il transmet à nouveau" },
  { en: "its clock agrees with ours", fr: "son horloge est d'accord avec la nôtre" },
  { en: "{count} rejects within the last hour", fr: "{count} rejets dans la dernière heure" },
  { en: "the pager works again", fr: "le canal d'alerte fonctionne à nouveau" },
  {
    en: "the pager is no longer in the configuration",
    fr: "le canal d'alerte n'est plus dans la configuration",
  },
  { en: "{bytes} are free again", fr: "{bytes} à nouveau libres" },
  { en: "all its members are resolved", fr: "toutes ses anomalies sont résolues" },
  { en: "another of its kind followed", fr: "une autre du même type a suivi", goesOn: true },
  {
    en: "not found again when the log was read anew",
    fr: "non retrouvée à la relecture du journal des événements",
    goesOn: true,
  },
  {
    en: "heard of again, and not found since",
    fr: "de nouveau connue, et non détectée depuis",
  },
];

/** What people say is theirs, and stays as they wrote it. */
const DECISIONS: readonly Resolution[] = [
  {
    en: "a new normal from {instant} on, says {words}",
    fr: "nouvelle normale à partir du {instant}, selon {words}",
  },
  { en: "expected, says {words}", fr: "attendue, selon {words}" },
  { en: "false alarm, says {words}", fr: "fausse alerte, selon {words}" },
  { en: "paused, says {words}", fr: "mise en pause, selon {words}" },
  { en: "retired", fr: "retirée du service" },
  { en: "retired, says {words}", fr: "retirée du service, selon {words}" },
];

export const RESOLUTIONS: readonly Resolution[] = [
  ...[...SLOTS, ...RUNS, ...COPIES, ...CHAINS, ...VIGIE, ...DECISIONS],
];
