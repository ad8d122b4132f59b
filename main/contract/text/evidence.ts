import type { EvidenceSource, ImportedEvidence } from '../evidence.ts';

/** What the content turned out to be, whatever the file is called. */
export const EVIDENCE_WORDS: Readonly<Record<ImportedEvidence['kind'], string>> = {
  etl: 'event trace',
  evtx: 'event log',
  fsutil: 'output of fsutil bypassio state',
  fltmc: 'output of fltmc',
};

/** Whose evidence it is: what it names itself. */
export function machineWords({ machine }: Pick<EvidenceSource, 'machine'>): string {
  const os = machine.os === null ? null : `Windows ${machine.os}${machine.product === null ? '' : ` (${machine.product})`}`;
  const known = [machine.name, os].filter((part) => part !== null);
  return known.length === 0 ? 'a machine that it does not name' : known.join(', ');
}

/** UTC = local time + bias, so a bias of 480 minutes is UTC-08:00. */
export function offsetWords(biasMinutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.abs(biasMinutes);
  return `UTC${biasMinutes > 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export function zoneWords({ biasMinutes, name }: NonNullable<EvidenceSource['timeZone']>): string {
  const offset = offsetWords(biasMinutes);
  return name === null || name === '' ? offset : `${offset} ${name}`;
}
