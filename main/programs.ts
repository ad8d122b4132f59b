/**
 * The bundled programs that others of them start, under the names that main/build.mjs gives them. Whole file names: who puts a package
 * together looks for them in the bundles.
 */
const FILES = {
  collector: './collector.js',
  scan: './scan-worker.js',
  case: './case-worker.js',
  redaction: './redaction-worker.js',
  elevated: './elevated.js',
  elevationPrompt: './elevation-prompt.js',
} as const;

/**
 * Where such a program lies: beside the bundle that starts it; for code that runs from its source, in build/main, which setup keeps
 * fresh. A thread never runs from its source: Node strips types by WebAssembly in every thread of its own, and V8 now and then ends a
 * process in which several do (CHECK failures and SIGSEGV in its registry of executable pages; nodejs/node issue 64500).
 */
export const programUrl = (program: keyof typeof FILES): URL =>
  new URL(FILES[program], import.meta.url.endsWith('.ts') ? new URL('../build/main/', import.meta.url) : import.meta.url);
