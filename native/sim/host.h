/* The only door to the real computer: directories, names and bytes of the host's file system, read-only.
 *
 * A name that Windows could not hold keeps its bytes: each byte that is not part of a well-formed UTF-8 character, and each of
 * " * / : < > ? \ | and the control characters, appears as U+F000 plus the byte. A real U+F000..U+F0FF is spelled with the
 * three bytes of its UTF-8 form, so that the mapping is reversible. Unpaired surrogates name nothing on the host. */
#pragma once

#include "text.h"

typedef struct HOST_ROOT HOST_ROOT;
typedef struct HOST_LISTING HOST_LISTING;

typedef enum { HostFile, HostDirectory, HostLink, HostOther } HOST_KIND;

typedef struct {
    HOST_KIND kind;
    bool isReadOnly;
    bool isSparse; /* at least one 64 KiB unit without blocks behind it */
    uint64_t sizeBytes;
    uint64_t allocatedBytes;
    int64_t createdAt, readAt, writtenAt, changedAt; /* FILETIME */
    uint64_t fileIndex;
    uint32_t linkCount;
} HOST_FACTS;

typedef struct {
    uint64_t fromBytes, toBytes;
} HOST_RANGE;

enum { HOST_NAME_UNITS = 256, HOST_PATH_UNITS = 32768 };

/** Opens a directory as the root of a volume. 3 when it is none. */
uint32_t HostOpenRoot(TEXT directory, HOST_ROOT **root);
void HostCloseRoot(HOST_ROOT *root);

/** Resolves "\Games\x" in any case below the root and never above it: a link on the way gives 1920, a link at the end is
 *  reported as such. `actual` (HOST_PATH_UNITS) receives the path in the host's own spelling. 2 or 3 when missing. */
uint32_t HostResolve(HOST_ROOT *root, TEXT path, HOST_FACTS *facts, TEXT_BUFFER *actual);

/** Opens for reading what HostResolve found. `descriptor` is released with HostClose. */
uint32_t HostOpen(HOST_ROOT *root, TEXT actual, int *descriptor);
void HostClose(int descriptor);
uint32_t HostRead(int descriptor, uint64_t offset, void *buffer, uint32_t bytes, uint32_t *read);

/** Writes up to `capacity` ranges that have blocks behind them, starting at `fromBytes`; `count` receives how many. */
uint32_t HostDataRanges(int descriptor, uint64_t sizeBytes, uint64_t fromBytes, HOST_RANGE *ranges, uint32_t capacity,
                        uint32_t *count);

/** Lists a directory, without . and .. */
uint32_t HostList(HOST_ROOT *root, TEXT actual, HOST_LISTING **listing);
/** The next entry; false at the end. Entries that vanish meanwhile are passed over. */
bool HostListNext(HOST_LISTING *listing, char16_t name[HOST_NAME_UNITS], uint32_t *nameCount, HOST_FACTS *facts);
void HostListClose(HOST_LISTING *listing);

/** Free and total bytes of the file system under the root. */
uint32_t HostSpace(HOST_ROOT *root, uint64_t *freeBytes, uint64_t *totalBytes);
