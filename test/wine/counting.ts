import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LibraryHandle } from 'koffi';
import { ok } from '../../main/domain/result.ts';
import { type Dll, type Libraries, windowsLibraries } from '../../main/win32/library.ts';

export interface CountingLibraries extends Libraries {
  /** `kernel32!CreateFileW` of every function that was called. */
  readonly called: ReadonlySet<string>;
}

/** Windows' own libraries, which keep account of what is called. */
export function countingLibraries(): CountingLibraries {
  const called = new Set<string>();
  return {
    simulated: false,
    called,
    load: (dll) => {
      const library = windowsLibraries.load(dll);
      if (!library.ok) return library;
      const func = (prototype: string) => {
        const bound = library.value.func(prototype);
        const counted =
          (call: (...values: unknown[]) => unknown) =>
          (...values: unknown[]): unknown => {
            called.add(`${dll}!${nameOf(prototype)}`);
            return call(...values);
          };
        return Object.assign(counted(bound), { async: counted(bound.async) });
      };
      return ok({ func } as unknown as LibraryHandle); // all that `bind` uses of a library
    },
  };
}

const nameOf = (prototype: string): string => /(\w+)\(/.exec(prototype)?.[1] ?? '';

export interface BoundFunction {
  readonly dll: Dll;
  readonly name: string;
  readonly prototype: string;
}

/** Every prototype in the product's `bind` tables, read from the sources: a table that nobody calls here is still seen. */
export function boundFunctions(): readonly BoundFunction[] {
  const folder = join(import.meta.dirname, '../../main/win32');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/\bbind<\w+>\(\s*libraries,\s*'(\w+)',\s*\{(.*?)\n\s*\}\)/gs)])
    .flatMap(([, dll = '', table = '']) =>
      [...table.matchAll(/(\w+):\s*'([^']*\([^']*\))'/g)].map(([, name = '', prototype = '']) => ({ dll: dll as Dll, name, prototype })),
    );
}
