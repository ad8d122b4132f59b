/** Where a throw ends that no failure of the contract declared: on standard error, with its stack. The program goes on. */
export function reportBug(bug: unknown): void {
  process.stderr.write(`bug: ${bug instanceof Error ? bug.stack : String(bug)}\n`);
}
