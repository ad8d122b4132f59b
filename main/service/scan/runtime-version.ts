import { NtExecutable, NtExecutableResource, Resource } from 'resedit';

/** Version of a library from the bytes of its version resource; null where it has none, or is no library at all. */
export function libraryVersion(bytes: Uint8Array): string | null {
  try {
    const own = new Uint8Array(bytes); // the reader looks past a view, at all of the memory behind it
    const file = NtExecutable.from(own, { ignoreCert: true });
    const [info] = Resource.VersionInfo.fromEntries(NtExecutableResource.from(file, true).entries);
    if (info === undefined) return null;
    const { fileVersionMS, fileVersionLS } = info.fixedInfo;
    return [fileVersionMS >>> 16, fileVersionMS & 0xffff, fileVersionLS >>> 16, fileVersionLS & 0xffff].join('.');
  } catch {
    return null; // the reader throws on every file that is not what it says; a hint that cannot be had is none
  }
}
