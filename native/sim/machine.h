/* The simulated machine: volumes, files, streams, filters, driver files. All of it is guarded by the lock of lock.h; only
 * exports take that lock, so that kernel code below them may call each other freely. */
#pragma once

#include "fltkernel.h"
#include "host.h"
#include "sim.h"
#include "text.h"
#include "../wire/win32.h"

typedef struct _FLT_VOLUME SIM_VOLUME;
typedef struct SIM_FILE SIM_FILE;
typedef struct SIM_STREAM SIM_STREAM;
typedef struct SIM_SERVICE SIM_SERVICE;
typedef struct VOLUME_DRIVER VOLUME_DRIVER;
typedef struct VOLUME_STATE VOLUME_STATE;

enum { SIM_MAX_INSTANCES = 256, SIM_MAX_VOLUMES = 26, SIM_FIRST_BYPASSIO_BUILD = 22000 };

#define SIM_MAX_FILE_BYTES (1ull << 60) /* leaves room for rounding up to clusters in 63 bits */

/* A file, directory or alternate stream of the simulated tree. Never freed before the machine is forgotten. */
struct SIM_FILE {
    SIM_FILE *nextInBucket;
    SIM_FILE *parent;
    SIM_FILE *firstChild, *lastChild, *nextSibling; /* streams are not children: a listing does not show them */
    SIM_VOLUME *volume;
    SIM_STREAM *stream; /* while open or suspended */
    char16_t *path;     /* from the volume's root, "\Games\x.bin"; the root itself is "" */
    uint32_t pathCount;
    uint32_t nameOffset;
    uint32_t hash;
    uint32_t attributes; /* SIM_FILE_* */
    uint32_t openError;
    uint32_t fileIndex;
    uint64_t sizeBytes;
    bool isAlternateStream;
    bool isImplied; /* made on the way to another entry; may still be described by a SimAddFile of its own */
};

/* What all handles on one stream share. Lives while it is open or suspended. */
struct SIM_STREAM {
    SIM_STREAM *nextInBucket;
    SIM_VOLUME *volume;
    SIM_FILE *file; /* NULL for a file of the host */
    char16_t *path;
    uint32_t pathCount;
    uint32_t hash;
    uint32_t openCount;
    uint32_t bypassCount; /* file objects with BypassIO enabled */
    bool isPaused;
    bool isSuspended;
    struct FLT_CONTEXT_HEAD *contexts; /* of minifilters */
};

typedef struct {
    char16_t *driver;
    char16_t *reason;
    uint32_t layer;
    NTSTATUS vetoStatus;
    const struct VOLUME_DRIVER *behaviour; /* NULL: it only vetoes, or does not */
    struct VOLUME_STATE *state;
} SIM_STACK_DRIVER;

struct _FLT_VOLUME {
    uint32_t objectType; /* FLT_OBJECT_VOLUME */
    uint32_t references; /* held by drivers */
    bool isGone;         /* dismounted: nothing finds it any more, open handles fail */
    uint32_t index; /* from 0, in the order of SimAddVolume */
    char16_t mount[3];
    char16_t device[40]; /* \Device\HarddiskVolumeN */
    char16_t guid[40];   /* {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx} */
    uint32_t serial;
    char16_t *label;
    char16_t *fileSystem;
    char16_t *storageDriver;
    uint32_t busType;
    bool isDax;
    bool isCompatible;
    bool isNtfs;
    HOST_ROOT *host; /* NULL: simulated files only */

    SIM_STACK_DRIVER *stack;
    uint32_t stackCount;
    SIM_FILE *root;
    SIM_FILE **buckets;
    uint32_t bucketCount, fileCount;

    PFLT_INSTANCE instances[SIM_MAX_INSTANCES]; /* highest altitude first */
    uint32_t instanceCount;
    PFLT_INSTANCE attachBlocker; /* highest minifilter without opt-in, or NULL */
    struct SIM_OPERATION *operations; /* under way */
    PFLT_INSTANCE detached;           /* freed when no operation can hold them any more */

    uint32_t bypassCount;
    bool isStackPaused;
    uint32_t storageEnableCount, storageDisableCount; /* requests sent to the storage stack */
};

/* A file in \Windows\System32\drivers with a version resource. */
typedef struct {
    char16_t *fileName;
    char16_t *company;
    char16_t *description;
    uint16_t version[4];
} SIM_DRIVER_FILE;

typedef struct {
    char16_t name[64];
    uint32_t major, minor, build, revision;
    bool isElevated;
    bool areFeaturesOff; /* FilterSupportedFeaturesMode 1: every filter counts as declaring none */
    bool isLoadPrivilegeEnabled; /* SeLoadDriverPrivilege in the token: held by administrators, enabled by whoever asks */
    int64_t clockShift; /* 100 ns, between the host's clock and this machine's */

    SIM_VOLUME *volumes[SIM_MAX_VOLUMES];
    uint32_t volumeCount;
    SIM_SERVICE **services; /* filters, highest altitude first */
    uint32_t serviceCount;
    SIM_DRIVER_FILE *driverFiles;
    uint32_t driverFileCount;
    SIM_STREAM **streamBuckets;
    uint32_t streamBucketCount, streamCount;
    uint32_t nextSerial;
} SIM_MACHINE;

/* A computer without disks, before a scenario names it. */
#define SIM_EMPTY_MACHINE {.name = u"SIMULATED", .major = 10, .build = 26100, .isElevated = true}

extern SIM_MACHINE Machine;

SIM_VOLUME *MachineFindMount(TEXT mount);   /* "D:", any case; NULL when unknown */
SIM_VOLUME *MachineFindGuid(TEXT guid);     /* "{...}" */
SIM_VOLUME *MachineFindDevice(TEXT device); /* "\Device\HarddiskVolumeN" */
/** A name that the registry, \Windows\System32\drivers and a path can all hold: 1 to 128 characters, no separators. */
bool MachineIsDriverName(const char16_t *name);
const SIM_DRIVER_FILE *MachineFindDriverFile(TEXT fileName);
uint32_t MachineAddDriverFile(TEXT fileName, TEXT company, TEXT description, const uint16_t version[4]);
void MachineOsVersion(uint16_t version[4]);

/* \Windows\System32\drivers, the only place of driver files */
extern const TEXT MachineDriversDirectory;

/* file-tree.c */
uint32_t TreeCreate(SIM_VOLUME *volume);
void TreeDestroy(SIM_VOLUME *volume);
SIM_FILE *TreeFind(const SIM_VOLUME *volume, TEXT path);
/** Adds an entry and the directories above it. 183 when it exists, unless it was only implied by another entry. */
uint32_t TreeAdd(SIM_VOLUME *volume, TEXT path, uint64_t sizeBytes, uint32_t attributes, uint32_t openError);
uint32_t TreeAttributes(const SIM_FILE *file); /* FILE_ATTRIBUTE_* */

/* stream.c */
SIM_STREAM *StreamOpen(SIM_VOLUME *volume, SIM_FILE *file, TEXT path); /* NULL when out of memory */
SIM_STREAM *StreamFind(const SIM_VOLUME *volume, TEXT path);
void StreamClose(SIM_STREAM *stream);
uint32_t StreamSetSuspended(SIM_VOLUME *volume, SIM_FILE *file, TEXT path, bool isSuspended);
void StreamForgetAll(void);
