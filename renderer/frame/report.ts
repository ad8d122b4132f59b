import type { CaseContents } from '../../main/contract/case.ts';
import { REDACTION_WARNING } from '../../main/contract/case-words.ts';
import type { Machine } from '../../main/contract/machine.ts';
import { machineText } from '../../main/contract/text/machine.ts';
import { saveFile } from '../parts/use-copied.ts';

/** What the page now on screen has to report. */
export interface ReportSource {
  /** The console command that answers the same; also part of the file's name. */
  readonly command: 'volumes' | 'filters' | 'query' | 'scan' | 'import' | 'events' | 'diff';
  readonly askedAt: string;
  readonly lines: readonly string[];
  readonly data: object;
  /** Where the answer comes from another machine: what is known of that one. */
  readonly machine?: {
    readonly name: string | null;
    readonly os: string | null;
    readonly simulated: boolean;
    readonly elevated: boolean | null;
  };
}

/** The page's answer for a mail or a ticket: which machine, when, what. */
export function reportText(report: ReportSource, machine: Machine | null, from: CaseContents | null = null): string {
  const whose = machine === null ? 'Machine not known' : machineText(machine);
  const head = [
    'BypassIO Inspector',
    ...(report.machine === undefined ? [whose] : []),
    `Asked ${report.askedAt}`,
    ...(from === null ? [] : caseLines(from)),
    '',
  ];
  return [...head, ...report.lines].join('\r\n');
}

/** The same envelope that the console prints with --json. */
export function reportJson(report: ReportSource, machine: Machine | null, from: CaseContents | null = null): string {
  const { command, askedAt, data } = report;
  const envelope = {
    schemaVersion: 1,
    command,
    generatedAt: askedAt,
    tool: { name: 'BypassIO Inspector' },
    machine: report.machine ?? machine,
    ...(from === null ? {} : { case: { name: from.name, createdUs: from.manifest.createdUs, redacted: from.manifest.redacted } }),
    data,
  };
  return `${JSON.stringify(envelope, null, 2)}\n`;
}

function caseLines({ name, manifest }: CaseContents): readonly string[] {
  const written = `Case file ${name}, written ${new Date(manifest.createdUs / 1_000).toISOString()}`;
  return manifest.redacted ? [`${written}, redacted`, REDACTION_WARNING] : [written];
}

export function reportFileName(report: ReportSource, machine: Machine | null): string {
  const name = ((report.machine ?? machine)?.name ?? 'machine').replaceAll(/[^\w-]+/g, '-');
  return `bypassio-${report.command}-${name}-${report.askedAt.slice(0, 19).replaceAll(/[:T]/g, '-')}.json`;
}

/** The page's answer as a file. */
export function savePage(report: ReportSource, machine: Machine | null, from: CaseContents | null): void {
  saveFile(reportFileName(report, machine), reportJson(report, machine, from), 'application/json');
}
