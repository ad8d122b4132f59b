import type { Machine } from '../../main/contract/machine.ts';
import { machineText } from '../text/machine.ts';

/** What the page now on screen has to report. */
export interface ReportSource {
  /** The console command that answers the same; also part of the file's name. */
  readonly command: 'volumes' | 'filters' | 'query' | 'scan' | 'import' | 'events' | 'diff';
  readonly askedAt: string;
  readonly lines: readonly string[];
  readonly data: object;
  /** Where the answer comes from another machine: what is known of that one. */
  readonly machine?: { readonly name: string | null; readonly os: string | null; readonly simulated: boolean; readonly elevated: null };
}

/** The page's answer for a mail or a ticket: which machine, when, what. */
export function reportText(report: ReportSource, machine: Machine | null): string {
  const whose = machine === null ? 'Machine not known' : machineText(machine);
  const head = ['BypassIO Inspector', ...(report.machine === undefined ? [whose] : []), `Asked ${report.askedAt}`, ''];
  return [...head, ...report.lines].join('\r\n');
}

/** The same envelope that the console prints with --json. */
export function reportJson(report: ReportSource, machine: Machine | null): string {
  const { command, askedAt, data, machine: from = machine } = report;
  return `${JSON.stringify({ schemaVersion: 1, command, generatedAt: askedAt, tool: { name: 'BypassIO Inspector' }, machine: from, data }, null, 2)}\n`;
}

export function reportFileName(report: ReportSource, machine: Machine | null): string {
  const name = ((report.machine ?? machine)?.name ?? 'machine').replaceAll(/[^\w-]+/g, '-');
  return `bypassio-${report.command}-${name}-${report.askedAt.slice(0, 19).replaceAll(/[:T]/g, '-')}.json`;
}
