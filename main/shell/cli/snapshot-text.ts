import { SNAPSHOTS_LISTED_MAX_COUNT } from '../../contract/case-words.ts';
import { countOf, formatCount, shortHex } from '../../contract/numbers.ts';
import type { Fact, Snapshot, SnapshotContent, SnapshotEntry, SnapshotVolume } from '../../contract/snapshot.ts';
import { factText, switchName, switchValue, whyNotKnown } from '../../contract/text/facts.ts';
import { missingFromSnapshot } from '../../contract/text/missing.ts';
import { localText } from '../../domain/micros.ts';
import { gapText, paint, type Style, table, verdictText, visible, wrap } from './text.ts';

const UNKNOWN = '?';

/** Everything one snapshot saw, and what it did not, as a person reads it. */
export function snapshotLines(snapshot: Snapshot, style: Style): string[] {
  const { entry, content } = snapshot;
  const name = entry.name === null ? '' : ` “${visible(entry.name)}”`;
  return [
    paint(style, 'bold', `Snapshot ${entry.id}${name}, ${localText(entry.takenUs)}`),
    machineLine(content),
    '',
    ...volumeLines(content, style),
    ...filterLines(content, style),
    ...settingLines(content, style),
    ...pathLines(content, style),
    ...missingLines(snapshot, style),
  ];
}

function machineLine({ edition, bootedUs, displayLanguage }: SnapshotContent): string {
  const parts = [
    factText(edition, (word) => `Windows ${visible(word)}`),
    factText(bootedUs, (timeUs) => `started ${localText(timeUs)}`),
    factText(displayLanguage, (word) => `display language ${visible(word)}`),
  ];
  return parts.join(' · ');
}

function volumeLines({ volumes }: SnapshotContent, style: Style): string[] {
  if (volumes.state !== 'known') return [`Volumes: ${visible(whyNotKnown(volumes) ?? '')}`, ''];
  const rows = volumes.value.map((volume) => [
    visible(volume.mount),
    verdictText(style, volume.verdict.verdict),
    visible(volume.verdict.fileSystem),
    shown(volume.busType, String),
    storageText(volume),
    shown(volume.bitLocker, (veto) => VETO_WORDS[veto]),
    shown(volume.shadowCopies, (veto) => VETO_WORDS[veto]),
    shown(volume.activeCount, formatCount),
    visible(volume.verdict.causes[0]?.summary ?? ''),
  ]);
  const header = ['Volume', 'Verdict', 'File system', 'Bus', 'Storage driver', 'BitLocker', 'Shadow copies', 'Active', 'First cause'];
  return [...table(header, rows, style), ''];
}

function storageText({ storageDriver, storageDriverVersion }: SnapshotVolume): string {
  const driver = shown(storageDriver, String);
  return storageDriver.state === 'known' ? `${driver} ${shown(storageDriverVersion, String)}` : driver;
}

/** Why it is not known stands further down; what is not on this system is nothing to look for. */
const shown = <T>(fact: Fact<T>, text: (value: T) => string): string =>
  fact.state === 'known' ? visible(text(fact.value)) : fact.state === 'notOnThisSystem' ? '' : UNKNOWN;

const VETO_WORDS = { vetoes: 'vetoes', noVeto: 'no veto' } as const;

function filterLines({ volumes }: SnapshotContent, style: Style): string[] {
  if (volumes.state !== 'known') return [];
  const lines = volumes.value.flatMap(({ mount, stack }) => {
    if (stack === null || stack.filtersFailure !== null) return [];
    const without = stack.filters.filter(({ optedIn, kind }) => !optedIn && kind === 'minifilter');
    const names = without.map(
      ({ driver, version, supportedFeatures }) => `${version === null ? driver : `${driver} ${version}`} (${shortHex(supportedFeatures)})`,
    );
    const optIn =
      stack.filters.length === 0
        ? 'nothing attached'
        : without.length === 0
          ? 'every minifilter has the opt-in bit'
          : `without the opt-in bit: ${names.join(', ')}`;
    return wrap(`  ${visible(mount)}`, `${countOf(stack.filters.length, 'filter')}; ${visible(optIn)}`, 6, style);
  });
  return lines.length === 0 ? [] : [paint(style, 'bold', 'Filters'), ...lines, ''];
}

function settingLines({ classFilters, switches, drivers }: SnapshotContent, style: Style): string[] {
  const classes = classFilters.map(({ deviceClass, drivers: listed }) => [
    `Class filters of ${deviceClass}s`,
    factText(listed, (names) => (names.length === 0 ? 'none' : names.join(', '))),
  ]);
  const values = switches.map((entry) => [switchName(entry), factText(entry.value, (value) => switchValue(entry, value))]);
  const known = drivers.filter(({ version }) => version.state === 'known').length;
  const rows = [
    ...classes,
    ...values,
    ['Driver files', `${countOf(drivers.length, 'driver')}, ${known === drivers.length ? 'all' : formatCount(known)} with their version`],
  ];
  return [
    paint(style, 'bold', 'Settings and drivers'),
    ...rows.flatMap(([name = '', value = '']) => wrap(`  ${visible(name)}`, visible(value), SETTING_INDENT, style)),
    '',
  ];
}

const SETTING_INDENT = 42;

function pathLines({ paths }: SnapshotContent, style: Style): string[] {
  if (paths.length === 0) return [];
  const rows = paths.map(({ path, verdict, causes }) => [verdictText(style, verdict), visible(path), visible(causes[0]?.summary ?? '')]);
  return [paint(style, 'bold', 'Paths'), ...table(['Verdict', 'Path', 'First cause'], rows, style).map((line) => `  ${line}`), ''];
}

function missingLines(snapshot: Snapshot, style: Style): string[] {
  const missing = missingFromSnapshot(snapshot);
  if (missing.length === 0) return ['Everything that a snapshot holds was found out.'];
  return [
    paint(style, 'bold', 'Not known'),
    ...missing.flatMap(({ subject, sentence }) => wrap('  ', gapText(subject, sentence), 2, style)),
  ];
}

export function listLines(entries: readonly SnapshotEntry[], style: Style): string[] {
  if (entries.length === 0) return ['There is no snapshot yet. `bpio snapshot` takes one.'];
  const rows = entries.map((entry) => [
    String(entry.id),
    localText(entry.takenUs),
    visible(entry.name ?? ''),
    `${visible(entry.machine)}${entry.simulated ? ' (simulated)' : ''}${entry.elevated === false ? ', not elevated' : ''}`,
    entry.verdicts.map(({ mount, verdict }) => `${visible(mount)} ${verdictText(style, verdict)}`).join('  '),
  ]);
  const cut =
    entries.length < SNAPSHOTS_LISTED_MAX_COUNT
      ? []
      : ['', `These are the newest ${formatCount(SNAPSHOTS_LISTED_MAX_COUNT)}; there may be older ones.`];
  return [
    ...table(['Snapshot', 'Taken', 'Name', 'Machine', 'Verdicts'], rows, style),
    ...cut,
    '',
    '`bpio diff previous latest` compares the two newest.',
  ];
}
