import { enableCompileCache } from 'node:module';

// Before anything else is loaded: compiled code from the last run saves a third of the start.
enableCompileCache();
const { main } = await import('./bpio.ts');
await main();
