import type { Result } from '../../contract/failure.ts';
import { ok } from '../../domain/result.ts';
import { OpenCase } from './open-case.ts';

/** Opens a case and waits until all of it was compared with its hashes: for whoever reads it once. Fails as `OpenCase.open` does. */
export async function openChecked(path: string): Promise<Result<OpenCase>> {
  let onChange = (): void => undefined;
  const opened = await OpenCase.open({ path }, () => onChange());
  if (!opened.ok) return opened;
  const open = opened.value;
  await new Promise<void>((resolve) => {
    onChange = () => {
      if (open.contents.check.state !== 'running') resolve();
    };
    onChange();
  });
  return ok(open);
}
