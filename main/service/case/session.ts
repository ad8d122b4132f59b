import type { CaseContents, CaseState } from '../../contract/case.ts';
import type { Failure, Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';
import { Latest } from '../latest.ts';
import type { View } from '../view.ts';
import type { CaseFile, OpenCase } from './open-case.ts';

/** At most one case file is open at a time, for all windows of this service. SQLite is loaded with the first. */
export class CaseSession implements AsyncDisposable {
  readonly #state = new Latest<CaseState>({ open: null, failure: null });
  #open: OpenCase | null = null;

  /** Opens a case in the place of the one before, which stays open when this one cannot be. Fails as `OpenCase.open` does. */
  async open(file: CaseFile, signal?: AbortSignal): Promise<Result<CaseContents>> {
    const { OpenCase } = await import('./open-case.ts');
    const opened = await OpenCase.open(file, () => this.#publish(null), signal);
    if (!opened.ok) return opened;
    const before = this.#open;
    this.#open = opened.value;
    this.#publish(null);
    await before?.[Symbol.asyncDispose]();
    return ok(opened.value.contents);
  }

  /** A file that was named on the command line, by its place on this computer. A failure is told to every window. */
  async openNamed(path: string): Promise<Result<CaseContents>> {
    const opened = await this.open({ path });
    if (!opened.ok) this.#publish(opened.error);
    return opened;
  }

  /** The case that is open. Fails with `refused` when there is none. */
  current(): Result<OpenCase> {
    return this.#open === null ? fail(NO_CASE) : ok(this.#open);
  }

  view(): Result<View> {
    const open = this.current();
    return open.ok ? ok(open.value.view) : open;
  }

  /** The state now, then each change until `signal` is aborted. */
  changes(signal: AbortSignal): AsyncGenerator<CaseState> {
    return this.#state.listen(signal);
  }

  async close(): Promise<void> {
    const before = this.#open;
    this.#open = null;
    this.#publish(null);
    await before?.[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #publish(failure: Failure | null): void {
    this.#state.publish({ open: this.#open?.contents ?? null, failure });
  }
}

const NO_CASE: Failure = { kind: 'refused', call: 'case', detail: 'no case file is open' };
