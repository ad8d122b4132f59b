/** The little of its worker's state that Vitest's `expect` looks at. Vitest's version is pinned, so this is too. */
Object.assign(globalThis, {
  __vitest_worker__: { filepath: '', config: { expect: {}, snapshotOptions: { expand: false } }, environment: { name: 'node' } },
});
