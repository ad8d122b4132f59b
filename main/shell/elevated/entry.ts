import { runElevatedService } from './program.ts';

// The elevated service under plain Node; Electron's main program becomes it by the same words.
process.exit(await runElevatedService(process.argv.slice(2)));
