import { describe, expect, test } from 'vitest';
import { readVdf, vdfSection, vdfText } from '../../../main/domain/text/vdf.ts';

const manifest = `"AppState"
{
	"appid"		"1086940"
	// written by the launcher
	"name"		"Baldur's \\"Gate\\" 3"
	"installdir"	"Baldurs Gate 3"
	"UserConfig" { "language" "english" }
	bare value
}
`;

describe('KeyValues text', () => {
  test('sections, escapes, comments and bare words; names in any case', () => {
    const read = readVdf(manifest);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const state = vdfSection(read.value, 'appstate');
    expect([
      vdfText(state, 'appid'),
      vdfText(state, 'name'),
      vdfText(state, 'bare'),
      vdfText(vdfSection(state, 'userconfig'), 'language'),
    ]).toEqual(['1086940', 'Baldur\'s "Gate" 3', 'value', 'english']);
  });

  test('cut off at any place it is either the whole or a failure, and never a throw', () => {
    const whole = manifest.trimEnd().length;
    const readable = Array.from({ length: manifest.length }, (_, end) => end).filter((end) => readVdf(manifest.slice(0, end)).ok);
    // Before the first word there is nothing wrong yet; after the last brace nothing is missing.
    expect(readable).toEqual([0, whole]);
  });

  test.each([
    ['a brace too many', '"a" { } }'],
    ['a section without a name', '{ }'],
    ['a name without a value', '"a" { "b" }'],
    ['nesting without end', '"a" {'.repeat(100_000)],
    ['no KeyValues at all', '\u0000\u0001"'],
  ])('%s is a failure that names the place', (_title, text) => {
    expect(readVdf(text)).toMatchObject({ ok: false, error: { kind: 'refused', detail: expect.stringMatching(/at character \d+/) } });
  });
});
