/** The bundled programs that others of them start, by the names that main/build.mjs gives them. */
export type StartedProgram = 'collector' | 'scan-worker' | 'case-worker' | 'redaction-worker' | 'elevated' | 'elevation-prompt';

/**
 * Where such a program lies: beside the bundle that starts it; for code that runs from its source, in build/main, which setup keeps
 * fresh. A thread never runs from its source: Node strips types by WebAssembly in every thread of its own, and V8 now and then ends a
 * process in which several do (CHECK failures and SIGSEGV in its registry of executable pages; nodejs/node issue 64500).
 */
export const programUrl = (name: StartedProgram): URL =>
  new URL(`${import.meta.url.endsWith('.ts') ? '../build/main' : '.'}/${name}.js`, import.meta.url);
