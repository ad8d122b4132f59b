/**
 * Stands in for `vitest` where the tests run on Windows Node under Wine, which cannot run Vitest itself (it talks with its workers over
 * pipes that Wine does not carry). The same test files are bundled against this module: collecting and running are done here, `expect`
 * is Vitest's own.
 */
import { format, inspect } from 'node:util';
import { expect as vitestExpect } from './vitest-itself.ts';

type Body = () => unknown;
type Table<Row> = readonly Row[];
type RowArguments<Row> = Row extends readonly unknown[] ? Row : readonly [Row];

type EachBody<Row> = (...row: RowArguments<Row>) => unknown;

interface Test {
  readonly title: string;
  readonly body: Body | null;
  readonly suite: Suite;
}

interface Suite {
  readonly title: string;
  readonly parent: Suite | null;
  readonly isSkipped: boolean;
  readonly before: Body[];
  readonly after: Body[];
  readonly beforeEach: Body[];
  readonly afterEach: Body[];
  readonly items: (Test | Suite)[];
}

export interface Outcome {
  readonly title: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  readonly problem: string;
}

const TEST_MAX_MS = 60_000;
const POLL_EVERY_MS = 20;
const POLL_MAX_MS = 1000;
const DEEP = { depth: 8, maxStringLength: 800, breakLength: Infinity };

const newSuite = (title: string, parent: Suite | null, isSkipped: boolean): Suite => ({
  title,
  parent,
  isSkipped,
  before: [],
  after: [],
  beforeEach: [],
  afterEach: [],
  items: [],
});

let current = newSuite('', null, false);

/** `%s`, `%i`, `%j` by position and `$field` by name, as Vitest writes a row into its title. */
function titleOf(title: string, row: readonly unknown[], index: number): string {
  const [first] = row;
  const named = title.replace(/\$(\w+)/g, (whole, name: string) =>
    typeof first === 'object' && first !== null && name in first ? String((first as Record<string, unknown>)[name]) : whole,
  );
  const places = [...named.replaceAll('%%', '').matchAll(/%[sdifjoOx]/g)].length;
  const values = row.slice(0, places).map((value) => (typeof value === 'symbol' ? String(value) : value));
  return places === 0 ? named.replace('%#', String(index)) : format(named.replaceAll('%x', '%s'), ...values);
}

function addTest(title: string, body: Body | null): void {
  current.items.push({ title, body, suite: current });
}

function addSuite(title: string, body: Body, isSkipped: boolean): void {
  const outer = current;
  const suite = newSuite(title, outer, isSkipped || outer.isSkipped);
  outer.items.push(suite);
  current = suite;
  try {
    body();
  } finally {
    current = outer;
  }
}

const each =
  (add: Adder) =>
  <Row>(table: Table<Row>) =>
  (title: string, first: object | EachBody<Row>, second?: number | EachBody<Row>): void => {
    const body = [first, second].find((value): value is EachBody<Row> => typeof value === 'function');
    if (body === undefined) throw new Error(`${title}: no body`);
    for (const [index, row] of table.entries()) {
      const values = (Array.isArray(row) ? row : [row]) as unknown as RowArguments<Row>; // what the type says of a row
      add(titleOf(title, values, index), () => body(...values));
    }
  };

/** A test's own options and time limit are for a machine that is not emulated: one limit serves all here. */
type Adder = (title: string, bodyOrOptions: Body | object, body?: Body | number) => void;
const adder =
  (add: (title: string, body: Body) => void): Adder =>
  (title, first, second) => {
    const body = [first, second].find((value): value is Body => typeof value === 'function');
    if (body === undefined) throw new Error(`${title}: no body`);
    add(title, body);
  };
const skipTest = adder((title) => addTest(title, null));
const runTest = adder((title, body) => addTest(title, body));
const runSuite = adder((title, body) => addSuite(title, body, false));
const skipSuite = adder((title, body) => addSuite(title, body, true));

const skipping = <T>(run: T, skip: T) => ({
  skip,
  skipIf: (condition: unknown): T => (condition ? skip : run),
  runIf: (condition: unknown): T => (condition ? run : skip),
});

const runnable = (run: Adder) => Object.assign(run, { each: each(run) });
export const test = Object.assign(runnable(runTest), skipping(runnable(runTest), runnable(skipTest)));
export const describe = Object.assign(runnable(runSuite), skipping(runnable(runSuite), runnable(skipSuite)));
export const it = test;
export const beforeAll = (body: Body): void => void current.before.push(body);
export const afterAll = (body: Body): void => void current.after.push(body);
export const beforeEach = (body: Body): void => void current.beforeEach.push(body);
export const afterEach = (body: Body): void => void current.afterEach.push(body);

/** Limits of time are all that tests set here, and one serves all. */
export const vi = { setConfig: (_limits: object): void => undefined };

type Matchers = Record<string, (...values: unknown[]) => unknown>;

/** Vitest's own `poll` wants its own runner: the same question until the answer fits or the time is up. */
function poll(ask: () => unknown, { timeout = POLL_MAX_MS, interval = POLL_EVERY_MS } = {}): Matchers {
  return new Proxy({} as Matchers, {
    get:
      (_target, matcher: string) =>
      async (...values: unknown[]): Promise<void> => {
        for (const endsAt = performance.now() + timeout; ; await new Promise((resolve) => setTimeout(resolve, interval))) {
          try {
            const assertion = vitestExpect(await ask()) as unknown as Matchers; // called by the name that the test gives
            await assertion[matcher]?.(...values);
            return;
          } catch (problem) {
            if (performance.now() > endsAt) throw problem;
          }
        }
      },
  });
}

export const expect: typeof vitestExpect = Object.assign((value: unknown, message?: string) => vitestExpect(value, message), vitestExpect, {
  poll,
});

interface Listener {
  /** Asked before each test: whether it is left out. */
  isLeftOut(title: string): boolean;
  /** Hears of each test before it runs: it may be the last. */
  onStart(title: string): void;
  onEnd(outcome: Outcome): void;
}

/** Runs everything that was collected, in the order of the files. */
export async function runCollected(listener: Listener): Promise<void> {
  await run(current, listener);
}

async function run(suite: Suite, listener: Listener): Promise<void> {
  const broken = await problemOf(suite.before);
  for (const item of suite.items) {
    if ('items' in item) await run(item, listener);
    else listener.onEnd(await outcomeOf(item, broken, listener));
  }
  const unclean = await problemOf(suite.after);
  if (unclean !== '') listener.onEnd({ title: `${fullTitle(suite, '')} afterAll`, result: 'failed', problem: unclean });
}

async function outcomeOf({ title, body, suite }: Test, broken: string, { isLeftOut, onStart }: Listener): Promise<Outcome> {
  const whole = fullTitle(suite, title);
  if (body === null || suite.isSkipped || isLeftOut(whole)) return { title: whole, result: 'skipped', problem: '' };
  onStart(whole);
  const chain = ancestors(suite);
  const before = chain.flatMap(({ beforeEach: hooks }) => hooks);
  const after = chain.toReversed().flatMap(({ afterEach: hooks }) => hooks);
  const problem = broken || (await problemOf([...before, body])) || (await problemOf(after));
  return { title: whole, result: problem === '' ? 'passed' : 'failed', problem };
}

const ancestors = (suite: Suite): readonly Suite[] => (suite.parent === null ? [suite] : [...ancestors(suite.parent), suite]);
const fullTitle = (suite: Suite, title: string): string =>
  [...ancestors(suite).map((one) => one.title), title].filter((part) => part !== '').join(' > ');

function worded(problem: unknown): string {
  if (!(problem instanceof Error)) return format(problem);
  const compared =
    'expected' in problem && 'actual' in problem
      ? `\n  expected ${inspect(problem.expected, DEEP)}\n  actual   ${inspect(problem.actual, DEEP)}`
      : '';
  return `${problem.stack ?? problem.message}${compared}`;
}

/** Runs the bodies in turn until one throws; gives what it threw, or nothing. */
async function problemOf(bodies: readonly Body[]): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  try {
    for (const body of bodies) {
      const late = new Promise((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`still running after ${TEST_MAX_MS / 1000} s`)), TEST_MAX_MS);
      });
      await Promise.race([body(), late]);
      clearTimeout(timer);
    }
    return '';
  } catch (problem) {
    return worded(problem);
  } finally {
    clearTimeout(timer);
  }
}
