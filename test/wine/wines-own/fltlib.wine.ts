import { expect, test } from 'vitest';
import { bind, windowsLibraries } from '../../../main/win32/library.ts';

/** The few functions of fltlib that Wine has. They are called as the product calls them. */
const fltlib = bind<{
  FilterFindFirst(informationClass: number, buffer: Uint8Array, bytes: number, returned: Uint32Array, find: BigUint64Array): number;
  FilterLoad(filter: string): number;
  FilterUnload(filter: string): number;
}>(windowsLibraries, 'fltlib', {
  FilterFindFirst: 'uint32_t FilterFindFirst(int32_t informationClass, void *buffer, uint32_t bytes, uint32_t *returned, uint64_t *find)',
  FilterLoad: 'uint32_t FilterLoad(const char16_t *filter)',
  FilterUnload: 'uint32_t FilterUnload(const char16_t *filter)',
});

test('the answers of Wine’s own fltlib are HRESULTs, read unsigned', () => {
  if (!fltlib.ok) throw new Error(JSON.stringify(fltlib.error));
  const { FilterFindFirst, FilterLoad, FilterUnload } = fltlib.value;
  expect(FilterFindFirst(0, new Uint8Array(1024), 1024, new Uint32Array(1), new BigUint64Array(1))).toBe(0x8007_0103);
  expect([FilterLoad('nothing'), FilterUnload('nothing')].every((hresult) => Number.isInteger(hresult) && hresult >= 0)).toBe(true);
});
