import { describe } from '../../../contract/describe.ts';
import type { Result } from '../../../contract/failure.ts';
import { countOf, formatCount } from '../../../contract/numbers.ts';
import type { ProbeStatus } from '../../../contract/probe.ts';
import { fail, ok } from '../../../domain/result.ts';
import type { Service } from '../../../service/service.ts';
import { badRequest } from '../arguments.ts';
import type { Command, Console } from '../command.ts';
import { EXIT, exitCodeOfFailure } from '../exit-codes.ts';
import { type Style, visible, wrap } from '../text.ts';

const ACTS: Readonly<Record<string, (service: Service) => Result<ProbeStatus>>> = {
  status: (service) => ok(service.probeStatus()),
  install: (service) => service.installProbe(),
  remove: (service) => service.removeProbe(),
};

export const probe: Command = {
  usage: 'probe status|install|remove [--yes]',
  summary: 'the optional driver that asks every filter: look at it, let it watch all NTFS volumes, take it away again',
  options: { yes: { type: 'boolean' } },
  async run({ service, machine, console, arguments: { words, flags } }) {
    const [act, ...rest] = words;
    const run = act !== undefined && Object.hasOwn(ACTS, act) ? ACTS[act] : undefined;
    if (run === undefined || rest.length > 0) return fail(badRequest('probe takes one of status, install, remove', words.join(' ')));
    const confirmed = act === 'install' && !flags.has('yes') ? await confirm(console) : ok(null);
    if (!confirmed.ok) return confirmed;
    const status = run(service);
    if (!status.ok) return status;
    const { failure } = status.value;
    return ok({
      exitCode: failure === null ? EXIT.full : exitCodeOfFailure(failure, machine.elevated),
      data: () => status.value,
      text: () => statusLines(status.value, console.style),
    });
  },
};

/** What stays on the machine behind the command is confirmed by whoever sits at the terminal. */
async function confirm(console: Console): Promise<Result<null>> {
  const typed = await console.ask(
    'This loads a driver that watches BypassIO requests on every NTFS volume until `bpio probe remove`. It changes no answer.\nType install to go on: ',
  );
  return typed === null || typed.trim() === 'install' ? ok(null) : fail(badRequest('not confirmed; nothing was changed', 'install'));
}

function statusLines(status: ProbeStatus, style: Style): string[] {
  const { loaded, version, observing, statistics, failure } = status;
  const seen =
    statistics === null
      ? []
      : [
          `  ${formatCount(statistics.observedCount)} requests seen, ${formatCount(statistics.waitingCount)} of them waiting to be read, ${formatCount(statistics.droppedCount)} dropped because nobody read them in time.`,
        ];
  return [
    loadedText(loaded, status.installed, version),
    ...(observing.length === 0
      ? []
      : [`  It watches ${countOf(observing.length, 'volume')}: ${observing.map(({ volume }) => visible(volume)).join(', ')}.`]),
    ...seen,
    ...(failure === null ? [] : wrap('  ', visible(describe(failure)), 2, style)),
    ...(loaded === true && observing.length > 0 ? ['  `bpio probe remove` takes it away again.'] : []),
  ];
}

function loadedText(loaded: boolean | null, installed: boolean, version: string | null): string {
  if (loaded === true) return `The probe driver is loaded${version === null ? '' : `, version ${version}`}.`;
  if (loaded === null) return 'Whether the probe driver is loaded is not known.';
  return installed ? 'The probe driver is installed and not loaded.' : 'The probe driver is not installed on this machine.';
}
