import { enableCompileCache } from 'node:module';

// Before anything else is loaded, so that everything else can come from the cache.
enableCompileCache();
const { main } = await import('./bpio.ts');
await main();
