/**
 * What Node 22, the newest that Wine 8 runs, lacks of the language library that Node 24 and Electron have. Loaded before any test.
 * Syntax is lowered by the bundler.
 */
class Stack implements Disposable {
  readonly #opened: Disposable[] = [];

  use<T extends Disposable>(value: T): T {
    this.#opened.push(value);
    return value;
  }

  defer(dispose: () => void): void {
    this.#opened.push({ [Symbol.dispose]: dispose });
  }

  [Symbol.dispose](): void {
    for (let last = this.#opened.pop(); last !== undefined; last = this.#opened.pop()) last[Symbol.dispose]();
  }
}

if (!('DisposableStack' in globalThis)) Object.assign(globalThis, { DisposableStack: Stack });
