import { describe } from '../../../contract/describe.ts';
import { countOf, formatBytes, formatCount } from '../../../contract/numbers.ts';
import type { VolumeVerdict } from '../../../contract/verdicts.ts';
import { VERDICTS } from '../../../contract/words.ts';
import { ok } from '../../../domain/result.ts';
import { worstFirst } from '../../../domain/verdict.ts';
import type { Command } from '../command.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { csv } from '../output.ts';
import { paint, type Style, table, verdictText, verdictWord, visible } from '../text.ts';

export const volumes: Command = {
  usage: 'volumes [--csv]',
  summary: 'every mounted volume with its verdict, first cause and storage driver',
  options: { csv: { type: 'boolean' } },
  run({ service, machine, console: { style } }) {
    const listed = service.volumes();
    if (!listed.ok) return listed;
    const found = listed.value.volumes;
    return ok({
      exitCode: exitCodeOf(found, machine.elevated),
      data: () => ({ volumes: found }),
      text: () => volumeLines(found, style),
      csv: () => volumesCsv(found),
    });
  },
};

function volumeLines(found: readonly VolumeVerdict[], style: Style): string[] {
  const rows = found.map((volume) => [
    visible(volume.mount),
    visible(volume.label),
    visible(volume.fileSystem),
    [volume.storage?.busType, volume.storage?.driver].filter((part) => part != null).join(' · '),
    volume.totalBytes === null ? '' : formatBytes(volume.totalBytes),
    verdictText(style, volume.verdict),
    volume.activeBypassIoCount === null ? '' : formatCount(volume.activeBypassIoCount),
    firstCause(volume),
  ]);
  return [
    paint(style, 'bold', summarySentence(found)),
    '',
    ...table(['Volume', 'Label', 'File system', 'Storage', 'Size', 'Verdict', 'Active now', 'First cause'], rows, style),
    '',
    'A query names the first refuser only. `bpio query <volume>` says what it means, `bpio filters <volume>` shows the whole stack.',
  ];
}

/** The answer first: "1 volume blocked, 2 partial, 1 full". */
function summarySentence(found: readonly VolumeVerdict[]): string {
  const counted = VERDICTS.toSorted(worstFirst)
    .map((verdict) => ({ verdict, amount: found.filter((volume) => volume.verdict === verdict).length }))
    .filter(({ amount }) => amount > 0);
  const [worst, ...others] = counted;
  if (worst === undefined) return 'No volume is mounted.';
  const first = `${countOf(worst.amount, 'volume')} ${verdictWord(worst.verdict)}`;
  return [first, ...others.map(({ verdict, amount }) => `${amount} ${verdictWord(verdict)}`)].join(', ');
}

function firstCause({ causes, failure, advice }: VolumeVerdict): string {
  const [cause] = causes;
  if (cause === undefined) return failure === null ? '' : visible(advice?.title ?? describe(failure));
  const said = cause.reason === null ? cause.summary : [cause.driver, cause.win32, cause.reason].filter((part) => part !== null).join(' ');
  const more = causes.length > 1 ? ` (+${causes.length - 1} more)` : '';
  return `${visible(said)}${more}`;
}

const volumesCsv = (found: readonly VolumeVerdict[]): string =>
  csv(
    [
      'mount',
      'label',
      'guidPath',
      'fileSystem',
      'verdict',
      'layer',
      'driver',
      'win32',
      'reason',
      'storageDriver',
      'storageCompatible',
      'busType',
      'activeBypassIoCount',
      'totalBytes',
      'freeBytes',
    ],
    found.map((volume) => {
      const [cause] = volume.causes;
      const { mount, label, guidPath, fileSystem, verdict, storage } = volume;
      return [
        mount,
        label,
        guidPath,
        fileSystem,
        verdict,
        cause?.layer ?? null,
        cause?.driver ?? null,
        cause?.win32 ?? null,
        cause?.reason ?? null,
        storage?.driver ?? null,
        storage?.compatible ?? null,
        storage?.busType ?? null,
        volume.activeBypassIoCount,
        volume.totalBytes,
        volume.freeBytes,
      ];
    }),
  );
