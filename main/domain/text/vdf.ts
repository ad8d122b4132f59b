import type { Result } from '../../contract/failure.ts';
import { fail, ok } from '../result.ts';

/** A section of Valve's KeyValues text: names in lower case, since the format tells them apart in no case. */
export type VdfSection = ReadonlyMap<string, string | VdfSection>;

/** Far above any that Steam writes; bounds what a hostile file can make us do. */
const DEPTH_MAX = 32;
const VALUES_MAX_COUNT = 200_000;

const TOKEN = /\s+|\/\/[^\n]*|"((?:[^"\\]|\\.)*)"|([^\s{}"]+)|([{}])/gsy;

/** Reads a whole text. Fails with `refused` that names the place when it is cut off, nested too deep, or no KeyValues at all. */
export function readVdf(text: string): Result<VdfSection> {
  const root = new Map<string, string | VdfSection>();
  const open: Map<string, string | VdfSection>[] = [root];
  let name: string | null = null;
  let values = 0;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (token === null) return problem('text that does not end', at);
    const [, quoted, bare, brace] = token;
    const word = quoted === undefined ? bare : unescaped(quoted);
    const section = open.at(-1);
    if (section === undefined) return problem('a closing brace too many', at);
    if (word !== undefined) {
      if (name === null) name = word.toLowerCase();
      else {
        section.set(name, word);
        name = null;
        values += 1;
        if (values > VALUES_MAX_COUNT) return problem('too many values', at);
      }
    } else if (brace === '{') {
      if (name === null) return problem('a section without a name', at);
      const inner = new Map<string, string | VdfSection>();
      section.set(name, inner);
      name = null;
      if (open.push(inner) > DEPTH_MAX) return problem('sections nested too deep', at);
    } else if (brace === '}') {
      if (name !== null) return problem('a name without a value', at);
      open.pop();
      if (open.length === 0) return problem('a closing brace too many', at);
    }
  }
  if (open.length !== 1 || name !== null) return problem('it ends in the middle', text.length);
  return ok(root);
}

const problem = (detail: string, at: number): Result<never> =>
  fail({ kind: 'refused', call: 'KeyValues', detail: `${detail} at character ${at}` });

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t' };
const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\(.)/gs, (_all, unit: string) => ESCAPES[unit] ?? unit) : text;

export const vdfText = (section: VdfSection | undefined, name: string): string | null => {
  const value = section?.get(name);
  return typeof value === 'string' ? value : null;
};

export const vdfSection = (section: VdfSection | undefined, name: string): VdfSection | undefined => {
  const value = section?.get(name);
  return typeof value === 'object' ? value : undefined;
};
