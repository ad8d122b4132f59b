import packageFile from '../../package.json' with { type: 'json' };

/** Who wrote a document, as it says itself. */
export const TOOL = { name: 'bpio', version: packageFile.version } as const;
