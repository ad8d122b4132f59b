import type { FilterEvent, ImportedFilter, VetoEvent } from '../contract/evidence.ts';
import { isBeforeBypassIo, stackOfEvents, VetoSummary } from '../domain/evidence.ts';
import { type FilterManagerEvent, toFilterEvent, toVeto, VETO_EVENT_ID } from '../domain/filter-events.ts';
import { microsOfText } from '../domain/micros.ts';
import { Warnings } from '../etw/warnings.ts';

/** Events of one kind that an answer lists; those after are counted and grouped, and it is said that they are left out. */
const LISTED_MAX = 10_000;
/** Characters of all listed events together: one event can carry a text of 64 KiB. */
const LISTED_MAX_CHARS = 12_000_000;

/** Gathers the events of the filter manager, from a trace or a log, as vetoes and filter history. Memory stays bounded. */
export class FilterManagerEvents {
  readonly #vetoes: VetoEvent[] = [];
  readonly #filterEvents: FilterEvent[] = [];
  readonly #summary = new VetoSummary();
  readonly #warnings = new Warnings();
  readonly #toDosPath: (path: string) => string | null;
  #vetoCount = 0;
  #filterEventCount = 0;
  #timeless = 0;
  #chars = 0;

  constructor(toDosPath: (path: string) => string | null) {
    this.#toDosPath = toDosPath;
  }

  add(event: FilterManagerEvent): void {
    if (microsOfText(event.time) === null) this.#timeless += 1;
    if (event.id !== VETO_EVENT_ID) {
      this.#filterEventCount += 1;
      const line = { seq: this.#filterEventCount, ...toFilterEvent(event) };
      if (this.#hasRoom(this.#filterEvents, [line.filter, line.group, line.detail, ...line.altitudes])) this.#filterEvents.push(line);
      return;
    }
    const veto = toVeto(event, this.#toDosPath);
    if (veto === null) {
      this.#warnings.add('notDecoded', 'veto events without a filter or a status', null, '');
      return;
    }
    this.#vetoCount += 1;
    const numbered = { seq: this.#vetoCount, ...veto };
    this.#summary.add(numbered);
    if (this.#hasRoom(this.#vetoes, [veto.filter, veto.reason, veto.path, veto.dosPath])) this.#vetoes.push(numbered);
  }

  #hasRoom(list: readonly unknown[], texts: readonly (string | null)[]): boolean {
    const chars = texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
    if (list.length >= LISTED_MAX || this.#chars + chars > LISTED_MAX_CHARS) return false;
    this.#chars += chars;
    return true;
  }

  /** `bootedAt`: see stackOfEvents. `os` is the version of the Windows that wrote the events, where known. */
  result(bootedAt: string | null, os: string | null) {
    const filterEvents = inOrder(this.#filterEvents);
    const stack = stackOfEvents(filterEvents, bootedAt);
    const isTooOld = os !== null && isBeforeBypassIo(os);
    // What is not in it says something only where it could have been.
    if (isTooOld)
      this.#warnings.add('silent', `Windows ${os} does not know BypassIO: that no veto and no opt-in is in it means nothing`, null, '');
    else if (this.#vetoCount + this.#filterEventCount === 0)
      this.#warnings.add('silent', 'no event of the filter manager is in it: whether anything was vetoed is not known', null, '');
    const filters: ImportedFilter[] = isTooOld ? stack.map((filter) => ({ ...filter, state: 'unknown' })) : stack;
    return {
      vetoes: inOrder(this.#vetoes),
      vetoCount: this.#vetoCount,
      vetoGroups: this.#summary.groups(filters),
      filterEvents,
      filters,
      results: this.#summary.verdicts(filters),
    };
  }

  warnings() {
    const { ungrouped, pathsLeftOut } = this.#summary;
    const [vetoes, events] = [this.#vetoes.length, this.#filterEvents.length];
    const say = (message: string): void => this.#warnings.add('tooMany', message, null, '');
    if (this.#vetoCount > vetoes) say(`of ${this.#vetoCount} vetoes the first ${vetoes} are listed; all are in the groups`);
    if (this.#filterEventCount > events) say(`of ${this.#filterEventCount} filter events the first ${events} are listed`);
    if (pathsLeftOut > 0) say(`${pathsLeftOut} vetoes are of further paths, which have no verdict of their own here`);
    if (ungrouped > 0) say(`${ungrouped} vetoes belong to further groups`);
    if (this.#timeless > 0)
      this.#warnings.add(
        'timeless',
        'filter events have no usable time: they are in the answer and in no recording',
        null,
        '',
        this.#timeless,
      );
    return this.#warnings.list();
  }
}

/** By time and numbered anew: a log that went round begins in the middle. Events without a time stay where they are. */
const inOrder = <T extends { readonly time: string | null; readonly seq: number }>(events: readonly T[]): T[] =>
  events
    .toSorted((a, b) => (a.time === null || b.time === null || a.time === b.time ? 0 : a.time < b.time ? -1 : 1))
    .map((event, index) => ({ ...event, seq: index + 1 }));
