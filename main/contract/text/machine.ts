import type { Machine } from '../machine.ts';

/** Build and revision as `winver` shows them: `26100.1742`. */
export function buildText({ os, revision }: Machine): string {
  const build = os.split('.').at(-1) ?? os;
  return revision === null ? build : `${build}.${revision}`;
}

const ELEVATION = { true: 'elevated', false: 'not elevated', null: 'elevation not known' } as const;

/** The machine in one line, for a tooltip or the head of a report. */
export function machineText(machine: Machine): string {
  const facts = [
    `Windows ${machine.os}${machine.revision === null ? '' : `.${machine.revision}`}`,
    machine.release,
    ELEVATION[`${machine.elevated}`],
    machine.simulated ? 'simulated' : null,
  ];
  return `${machine.name}: ${facts.filter((fact) => fact !== null).join(', ')}`;
}
