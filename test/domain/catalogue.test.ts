import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adviceFor, adviceForNotApplicable, type Symptom } from '../../main/domain/advice.ts';
import { companyOf, groupOf, layerOfLowerDriver } from '../../main/domain/catalogue.ts';

const data = join(import.meta.dirname, '..', '..', '..', 'shared', 'data');

test.each([
  ['328010', 'FSFilter Anti-Virus'],
  ['409800', 'FSFilter Top'],
  ['40700', 'FSFilter Bottom'],
  ['404960.5', 'FSFilter Top'],
  ['329998.99', 'FSFilter Anti-Virus'],
  ['19999', 'FSFilter Infrastructure'],
  ['410000', null],
  ['999999', null],
])('altitude %s belongs to %s', (altitude, group) => {
  expect(groupOf(altitude)).toBe(group);
});

test('a company is told by driver and altitude, by the driver alone only when one company has the name', () => {
  expect(companyOf('WdFilter.sys', '328010')).toBe('Microsoft');
  expect(companyOf('cbfsfilter2017.sys', '1')).toBeNull();
  expect(companyOf('nobody-registered-this.sys', '328010')).toBeNull();
});

/** The source garbles one company's last letter (an S with cedilla, decoded twice). */
const ungarbled = (company: string): string => company.replace('\u00c5\u017e', 'S.');

test.skipIf(!existsSync(data))("every row of Microsoft's list is found again", () => {
  const { filters } = JSON.parse(readFileSync(join(data, 'allocated-altitudes.json'), 'utf8')) as {
    filters: { driver: string; altitude: string; group: string; company: string }[];
  };
  expect(filters.length).toBeGreaterThan(2000);
  const wrongGroups = filters.filter(({ altitude, group }) => groupOf(altitude) !== group);
  const companies = Map.groupBy(filters, ({ driver, altitude }) => `${driver.toLowerCase()} ${altitude}`);
  const wrongCompanies = filters.filter(
    ({ driver, altitude }) =>
      !companies.get(`${driver.toLowerCase()} ${altitude}`)?.some(({ company }) => ungarbled(company) === companyOf(driver, altitude)),
  );
  expect({ wrongGroups, wrongCompanies }).toEqual({ wrongGroups: [], wrongCompanies: [] });
});

test('the layer of a driver below the filters: what this volume says first, then its name', () => {
  expect([
    layerOfLowerDriver('MyDisk.sys', 'mydisk.sys', []),
    layerOfLowerDriver('fvevol.sys', 'stornvme.sys', ['volsnap.sys', 'FVEVOL.sys']),
    layerOfLowerDriver('iaStorAVC.sys', null, []),
    layerOfLowerDriver('mystery.sys', null, []),
  ]).toEqual(['storage', 'volume', 'storage', null]);
});

const symptom = (fields: Partial<Symptom>): Symptom => ({
  layer: 'filter',
  driver: null,
  ntstatus: null,
  group: null,
  busType: null,
  ...fields,
});

test.each<[string, Partial<Symptom>, string]>([
  ['BitLocker', { layer: 'volume', driver: 'fvevol.sys', ntstatus: 0xc000_04c9 }, 'bitlocker'],
  ['a shadow copy', { layer: 'volume', driver: 'VOLSNAP.SYS' }, 'volsnap'],
  ['Intel RST', { layer: 'storage', driver: 'iaStorAVC.sys' }, 'iastoravc'],
  ['FILESTREAM of any version', { driver: 'RsFx0700.sys', ntstatus: 0xc000_04d2 }, 'rsfx'],
  ['a filter nobody lists', { driver: 'OldGuard.sys', ntstatus: 0xc000_04d2 }, 'third-party-minifilter'],
  ['an inbox filter without opt-in', { driver: 'cldflt.sys', ntstatus: 0xc000_04d2 }, 'feature-mode'],
  ['an encrypted file, refused by a filter that opted in', { driver: 'VaultFlt.sys', ntstatus: 0xc000_04c9 }, 'filter-veto'],
  ['NTFS and a compressed file', { layer: 'fileSystem', driver: 'ntfs.sys', ntstatus: 0xc000_04ca }, 'ntfs-compressed'],
  ['NTFS and a file, nobody knows why', { layer: 'fileSystem', driver: 'ntfs.sys', ntstatus: 0xc000_00bb }, 'ntfs-file'],
  ['a cached handle', { layer: 'fileSystem', driver: 'ntfs.sys', ntstatus: 0xc000_04d5 }, 'paused-handle'],
  ['a SATA disk', { layer: 'storage', driver: 'foo.sys', busType: 'SATA' }, 'not-nvme'],
  ['an NVMe driver that is not compatible', { layer: 'storage', driver: 'foo.sys', busType: 'NVMe' }, 'portdriver'],
  ['an unknown volume driver', { layer: 'volume', driver: 'primocache.sys' }, 'storage-filter'],
])('advice for %s', (_title, fields, id) => {
  expect(adviceFor(symptom(fields))?.id).toBe(id);
});

test("a filter's load order group gives the first remedy", () => {
  const advice = adviceFor(symptom({ driver: 'OldGuard.sys', ntstatus: 0xc000_04d2, group: 'FSFilter Anti-Virus' }));
  expect(advice?.remedies[0]).toMatch(/^Update the antimalware product/);
});

test('not applicable is explained: another file system, or a Windows that does not know the question', () => {
  expect([adviceForNotApplicable('exFAT')?.id, adviceForNotApplicable('NTFS')?.id]).toEqual(['not-ntfs', 'server-or-old']);
});

test.skipIf(!existsSync(data))('no entry of the blockers list was lost, and no remedy reworded', () => {
  const { entries } = JSON.parse(readFileSync(join(data, 'blockers.json'), 'utf8')) as {
    entries: { id: string; meaning: string; remedy: string[] }[];
  };
  const shipped = JSON.parse(readFileSync(join(import.meta.dirname, '../../main/domain/catalogue/blockers.json'), 'utf8')) as {
    entries: { id: string; meaning: string; remedies: string[] }[];
  };
  expect(shipped.entries.map(({ id, meaning, remedies }) => ({ id, meaning, remedy: remedies }))).toEqual(
    expect.arrayContaining(entries.map(({ id, meaning, remedy }) => ({ id, meaning, remedy }))),
  );
});

test('advice never tells anyone to remove their antivirus', () => {
  const shipped = readFileSync(join(import.meta.dirname, '../../main/domain/catalogue/blockers.json'), 'utf8');
  expect(shipped).not.toMatch(/(remove|uninstall|disable|turn off) (your )?(antivirus|antimalware|defender)/i);
});
