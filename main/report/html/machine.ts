import { formatCount, hex32 } from '../../contract/numbers.ts';
import type { Report } from '../../contract/report.ts';
import { factText } from '../../contract/text/facts.ts';
import { machineText } from '../../contract/text/machine.ts';
import { titled } from '../../contract/text/missing.ts';
import { amountText } from '../amount.ts';
import { utcTime } from '../times.ts';
import { html, type Markup, type Piece } from './markup.ts';
import { facts, orNone, section, stopped, table, typed } from './parts.ts';

/** The computer, the settings that decide about BypassIO on it, and the drivers that are named anywhere. */
export function machineSection({ machine }: Report): Piece {
  const { name, edition, bootedUs, displayLanguage } = machine;
  const known = facts([
    ['Machine', machineText(machine)],
    ['Edition', edition === null ? null : factText(edition, String)],
    ['Started', bootedUs === null ? null : factText(bootedUs, utcTime)],
    ['Display language', displayLanguage === null ? null : factText(displayLanguage, String)],
  ]);
  return section(
    'machine',
    `Machine ${name}`,
    null,
    html`<div class="card">${known}</div>${switches(machine)}${classFilters(machine)}${drivers(machine)}`,
  );
}

function switches({ switches: listed }: Report['machine']): Markup | null {
  const rows = listed.map(({ name, key, value }) => [
    typed(name),
    factText(value, (set) => (set === null ? 'not set' : `${formatCount(set)} (${hex32(set)})`)),
    typed(key),
  ]);
  const columns = [{ title: 'Setting' }, { title: 'Value' }, { title: 'Registry key', look: 'path' }] as const;
  return table({ caption: 'Settings that decide about BypassIO', columns, rows });
}

function classFilters({ classFilters: listed }: Report['machine']): Markup | null {
  const rows = listed.map(({ deviceClass, drivers: names }) => [
    deviceClass,
    factText(names, (each) => (each.length === 0 ? 'none' : each.join(', '))),
  ]);
  const columns = [{ title: 'Device class' }, { title: 'Class filters, from the top of the stack down' }] as const;
  return table({ caption: 'Class filters. Presence says nothing of their state', columns, rows });
}

function drivers({ drivers: listed }: Report['machine']): Markup | null {
  const rows = listed.items.map(({ driver, version, company }) => [typed(driver), factText(version, String), orNone(company)]);
  const columns = [{ title: 'Driver' }, { title: 'Version' }, { title: 'Vendor' }] as const;
  return table({ caption: `Drivers that are named in this report: ${amountText(listed, 'driver')}`, columns, rows });
}

/** What could be expected here and is not known, with the reason. */
export function missingSection({ missing }: Report): Piece {
  if (missing.length === 0) return null;
  const items = missing.map(({ subject, sentence }) => html`<li><strong>${titled(subject)}</strong> ${stopped(sentence)}</li>`);
  return section('missing', 'What is not known', null, html`<ul>${items}</ul>`);
}
