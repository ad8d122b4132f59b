/** A scenario in which a game meets refusals without end while it is watched. */
export const busyGame = (burst: { readonly files: number; readonly events: number; readonly perSecond: number }) => ({
  schemaVersion: 1,
  machine: { name: 'KILLED', os: '10.0.26100', elevated: true },
  filters: [{ name: 'WdFilter', driver: 'WdFilter.sys', altitude: '328010', supportedFeatures: 15, volumes: ['D:'] }],
  volumes: [{ mount: 'D:', fileSystem: 'NTFS', storageDriver: 'stornvme.sys', busType: 'NVMe', compatible: true }],
  timeline: [
    {
      atMs: 1,
      burst: {
        ...burst,
        process: 'game.exe',
        pid: 4242,
        filter: 'WdFilter',
        path: 'D:\\Games\\pak',
        status: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION',
        reason: 'Encrypted file not supported',
      },
    },
  ],
});
