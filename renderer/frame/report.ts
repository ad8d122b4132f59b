import type { Machine } from '../../main/contract/machine.ts';
import { machineText } from '../text/machine.ts';

/** What the page now on screen has to report. */
export interface ReportSource {
  /** The console command that answers the same; also part of the file's name. */
  readonly command: 'volumes' | 'filters' | 'query';
  readonly askedAt: string;
  readonly lines: readonly string[];
  readonly data: object;
}

/** The page's answer for a mail or a ticket: which machine, when, what. */
export function reportText(report: ReportSource, machine: Machine | null): string {
  const head = ['BypassIO Inspector', machine === null ? 'Machine not known' : machineText(machine), `Asked ${report.askedAt}`, ''];
  return [...head, ...report.lines].join('\r\n');
}

/** The same envelope that the console prints with --json. */
export function reportJson(report: ReportSource, machine: Machine | null): string {
  const { command, askedAt, data } = report;
  return `${JSON.stringify({ schemaVersion: 1, command, generatedAt: askedAt, tool: { name: 'BypassIO Inspector' }, machine, data }, null, 2)}\n`;
}

export function reportFileName(report: ReportSource, machine: Machine | null): string {
  const name = (machine?.name ?? 'machine').replaceAll(/[^\w-]+/g, '-');
  return `bypassio-${report.command}-${name}-${report.askedAt.slice(0, 19).replaceAll(/[:T]/g, '-')}.json`;
}
