/* What the two POSIX files share: finding the directories of a host, and keeping those open that were used lately. */
#pragma once

#include "host.h"

#include <sys/stat.h>

enum { HOST_NAME_BYTES = 256, HOST_PATH_BYTES = 4096 };

typedef struct HOST_DIRECTORY HOST_DIRECTORY;

/** The Win32 code of an errno. */
uint32_t HostErrorOf(int code);

/** One that few other threads use. */
int HostRootDescriptor(const HOST_ROOT *root);

/** Opens "\Games\x" in any case; `actual` receives its spelling. Others may use it at the same time, and it stays open for the next one
 *  who asks. To be given back. */
uint32_t HostTakeDirectory(HOST_ROOT *root, TEXT directory, TEXT_BUFFER *actual, HOST_DIRECTORY **taken);
int HostDescriptor(const HOST_DIRECTORY *directory);
void HostReturnDirectory(HOST_ROOT *root, HOST_DIRECTORY *taken);

/** Finds `name` in an open directory: as spelled, else in another case. `bytes` receives the host's spelling. */
uint32_t HostLookUp(int directory, TEXT name, char bytes[HOST_NAME_BYTES], struct stat *status);
/** Appends a separator and the name as UTF-16. 206 when it does not fit. */
uint32_t HostAppendSpelling(TEXT_BUFFER *actual, const char *bytes);
