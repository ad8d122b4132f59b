/* An open file, directory, volume or device: what stands behind a handle of CreateFileW. */
#pragma once

#include "machine.h"
#include "path.h"

typedef enum {
    OpenFile,
    OpenDirectory,
    OpenVolume,       /* \\.\D: with a data right: requests pass through the file system */
    OpenVolumeDevice, /* \\.\D: with attribute rights only: a direct device open, which the file system never sees */
    OpenDisk,
    OpenNull,
} OPEN_KIND;

typedef struct {
    FILE_OBJECT fileObject; /* FsContext: SIM_STREAM, FsContext2: this */
    OPEN_KIND kind;
    SIM_VOLUME *volume; /* NULL for the null device */
    SIM_FILE *file;     /* NULL for a file of the host */
    SIM_STREAM *stream; /* files and directories only */
    HOST_FACTS facts;   /* of a host file */
    int descriptor;     /* -1: none */
    uint32_t access;
    uint32_t references; /* the handle, and reads under way */
    uint64_t position;
    uint32_t mountCount;
    TEXT fullPath; /* D:\Games\x.bin */
} SIM_OPEN;

/** Opens what CreateFileW was asked for. Returns a Win32 code; `opened` is released with OpenClose. */
uint32_t OpenPath(const PARSED_PATH *path, uint32_t access, uint32_t flags, SIM_OPEN **opened);
/** The handle is gone: BypassIO on it ends and the stream is let go. Reads under way keep the object alive. */
void OpenClose(SIM_OPEN *open);
void OpenRelease(SIM_OPEN *open);

/** Size and FILE_ATTRIBUTE_* of an open file or directory. */
uint64_t OpenSizeBytes(const SIM_OPEN *open);
uint32_t OpenAttributes(const SIM_OPEN *open);

/* What a path names, without opening it. */
typedef struct {
    SIM_FILE *file; /* NULL: on the host, described by facts */
    HOST_FACTS facts;
    uint32_t attributes;
    uint64_t sizeBytes;
} FOUND;

/** Looks a parsed path up. `actual` (HOST_PATH_UNITS) receives the spelling on disk. */
uint32_t FindPath(const PARSED_PATH *path, FOUND *found, TEXT_BUFFER *actual);
uint32_t HostAttributes(const HOST_FACTS *facts);
