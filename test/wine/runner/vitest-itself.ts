/** Vitest's own `expect`: the one import that the bundler does not lead to the stand-in. */
import './vitest-state.ts';

export { expect } from 'vitest';
