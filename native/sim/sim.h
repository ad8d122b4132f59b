/* Builds the simulated machine. Texts are NUL-terminated UTF-16 and copied; every function returns 0 or a Win32 code:
 * 87 an argument is malformed, 183 the thing exists already, 1168 a named filter or file is unknown, 3 a mount is unknown,
 * 8 out of memory. Any thread may call at any time, also while other threads query. */
#pragma once

#include "../wire/char16.h"
#include "export.h"

/* attributes of SimAddFile */
enum {
    SIM_FILE_COMPRESSED = 0x01,
    SIM_FILE_ENCRYPTED = 0x02,
    SIM_FILE_SPARSE = 0x04,
    SIM_FILE_RESIDENT = 0x08,
    SIM_FILE_PAGING_FILE = 0x10,
    SIM_FILE_WOF = 0x20,
    SIM_FILE_DIRECTORY = 0x40,
};

enum { SIM_LAYER_VOLUME = 1, SIM_LAYER_STORAGE = 2 };
enum { SIM_KIND_MINIFILTER = 1, SIM_KIND_LEGACY = 2 };

/** Forgets the machine. Handles that are still open become invalid: using one afterwards gives ERROR_INVALID_HANDLE. */
SIM_EXPORT uint32_t SimReset(void);

/** Names the computer and its Windows version, for example 10, 0, 26100, 4349. A process that ShellExecuteExW started is elevated. */
SIM_EXPORT uint32_t SimSetMachine(const char16_t *name, uint32_t major, uint32_t minor, uint32_t build, uint32_t revision,
                                  uint32_t elevated);

/** What the installation says of itself. `product` is a PRODUCT_ value of winnt.h, `language` a locale name such as "en-US",
 *  `featuresMode` the value of FilterSupportedFeaturesMode: 1 makes every filter added from now on count as declaring no feature. */
SIM_EXPORT uint32_t SimSetInstallation(uint32_t product, uint32_t upMinutes, const char16_t *language, uint32_t featuresMode);

/** Adds a class filter of disk devices, above those that follow, by its service's name. */
SIM_EXPORT uint32_t SimAddDiskFilter(const char16_t *service);

/** Puts a driver file into \Windows\System32\drivers. What names the file later finds it as it is. */
SIM_EXPORT uint32_t SimAddDriverFile(const char16_t *file, const char16_t *version, const char16_t *company);

/** Says how the person at Windows' prompt answers when a program asks for administrator rights: 1 yes, 0 no. */
SIM_EXPORT uint32_t SimSetElevationPrompt(uint32_t isAccepted);

/** Adds a volume; the first one carries \Windows. `mount` is a letter and a colon; `busType` a STORAGE_BUS_TYPE;
 *  `hostDirectory` NULL, or the absolute POSIX path of a real directory that becomes the volume's tree, read-only. */
SIM_EXPORT uint32_t SimAddVolume(const char16_t *mount, const char16_t *label, const char16_t *fileSystem, uint32_t dax,
                                 const char16_t *storageDriver, uint32_t busType, uint32_t compatible,
                                 const char16_t *hostDirectory);

/** Adds a driver below the file system, asked after those added before it in the same layer (1 volume, 2 storage).
 *  A `vetoStatus` other than 0 makes it refuse BypassIO with that NTSTATUS and `reason` (may be NULL). */
SIM_EXPORT uint32_t SimAddStackDriver(const char16_t *mount, const char16_t *driver, uint32_t layer, uint32_t vetoStatus,
                                      const char16_t *reason);

/** Adds a file or directory, and the directories above it. `file:stream` adds an alternate data stream. On a volume with a
 *  host directory the entry lies over the real one of the same name. `openError` is 0 or the Win32 code that an open for
 *  data, or listing the directory, gets. */
SIM_EXPORT uint32_t SimAddFile(const char16_t *mount, const char16_t *path, uint64_t size, uint32_t attributes,
                               uint32_t openError);

/** Installs and starts a filter. `altitude` is decimal text; `kind` 1 minifilter, 2 legacy filter. */
SIM_EXPORT uint32_t SimAddFilter(const char16_t *name, const char16_t *driver, const char16_t *altitude,
                                 uint32_t supportedFeatures, uint32_t filtersReadWrite, uint32_t kind, const char16_t *version,
                                 const char16_t *company);

/** Attaches a filter to a volume. `instance` NULL is "<filter> Instance". 183 also when the altitude is taken. */
SIM_EXPORT uint32_t SimAttachFilter(const char16_t *filter, const char16_t *mount, const char16_t *instance);
SIM_EXPORT uint32_t SimDetachFilter(const char16_t *filter, const char16_t *mount);

/** Makes a filter veto ENABLE and QUERY on paths that match `pathPattern` (* and ?, any case) with an NTSTATUS and a reason. */
SIM_EXPORT uint32_t SimAddVeto(const char16_t *filter, const char16_t *pathPattern, uint32_t status, const char16_t *reason);

/** Makes a filter complete ENABLE and QUERY on matching paths with these bytes and this returned length, without
 *  FltVetoBypassIo. */
SIM_EXPORT uint32_t SimAddRawAnswer(const char16_t *filter, const char16_t *pathPattern, const uint8_t *bytes, uint32_t count,
                                    uint32_t bytesReturned);

/** Puts a text into the registry. `hive` 1 is the user's, 2 the machine's; a `name` of NULL makes the key alone. */
SIM_EXPORT uint32_t SimAddRegistryText(uint32_t hive, const char16_t *key, const char16_t *name, const char16_t *text);

/** Open handles of all kinds. */
SIM_EXPORT uint32_t SimHandleCount(void);

/** Puts a driver of this library under its service's name, as its INF would: "bpioprobe", or a sample. `loadError` is 0, or the
 *  Win32 code that FilterLoad ends with: 577 not signed, 193 built for another machine. 1168 when there is no such driver. */
SIM_EXPORT uint32_t SimInstallDriver(const char16_t *service, uint32_t loadError);
/** Loads an installed driver, as Windows does at start. 1168 not installed, 183 running or not loadable. */
SIM_EXPORT uint32_t SimLoadDriver(const char16_t *service);

/** The volume is dismounted and gone. Handles on it stay open and fail. */
SIM_EXPORT uint32_t SimRemoveVolume(const char16_t *mount);

/** Makes the `which`th allocation of the simulated kernel from now on fail; 0: none. Returns how many there were since the last
 *  call. */
SIM_EXPORT uint32_t SimFailAllocation(uint32_t which);

/** Says whether violations of kernel rules by a driver are recorded (1) or end the process (0, at first). Returns how many were
 *  recorded since the last call. */
SIM_EXPORT uint32_t SimRecordViolations(uint32_t record);
SIM_EXPORT const char *SimLastViolation(void);

/** Says whether another program has the file open for cached access or mapped, which suspends BypassIO on it. */
SIM_EXPORT uint32_t SimSetSuspended(const char16_t *mount, const char16_t *path, uint32_t suspended);

/** What the calling thread does from now on is done by this process: its id and image name go into the events. NULL: by the
 *  process that has loaded this library. */
SIM_EXPORT uint32_t SimSetProcess(const char16_t *name, uint32_t processId);

/** Unloads a filter: detaches it everywhere and forgets it. 1168 when there is none of that name. */
SIM_EXPORT uint32_t SimRemoveFilter(const char16_t *name);

/** Sets the machine's clock to the host's plus so many 100 ns. */
SIM_EXPORT uint32_t SimShiftClock(int64_t by);

/** Writes `count` vetoes of a filter, met by a process, as fast as it can, or `perSecond` of them a second when that is not 0, on `fileCount` files
 *  in turn, named `pathPrefix` and a number. `isPatient`: waits for a session's consumer rather than lose events. */
SIM_EXPORT uint32_t SimBurst(const char16_t *process, uint32_t processId, const char16_t *filter, const char16_t *pathPrefix,
                             uint32_t fileCount, uint32_t operation, uint32_t status, const char16_t *reason, uint32_t count,
                             uint32_t perSecond, uint32_t isPatient);

/** Writes an event of FilterManager with any id, version and bytes: what a newer or a broken Windows might write. */
SIM_EXPORT uint32_t SimWriteEvent(uint32_t id, uint32_t version, const uint8_t *payload, uint32_t bytes);
