/* From a Win32 path to a place on the machine. Source: "Naming Files, Paths, and Namespaces" and "File path formats on
 * Windows systems" (Microsoft Learn). */
#pragma once

#include "machine.h"

typedef enum {
    PathFile,         /* a file or directory of a volume */
    PathVolumeDevice, /* \\.\D: without a path behind it */
    PathDisk,         /* \\.\PhysicalDriveN */
    PathNull,         /* NUL, CON, COM1 ... */
} PATH_KIND;

typedef struct {
    PATH_KIND kind;
    SIM_VOLUME *volume;
    uint32_t count;             /* of text */
    uint32_t streamOffset;      /* of the colon before a stream name; count when there is none */
    uint32_t nameOffset;        /* of the last segment */
    bool hasTrailingSeparator;
    char16_t text[HOST_PATH_UNITS]; /* "\Games\x.bin", the root is "" */
} PARSED_PATH;

typedef enum { PathExact, PathMayHaveWildcards /* * and ? in the last segment */ } PATH_USE;

/** 0 or the Win32 code that CreateFileW gives for such a path. Says nothing about whether the file exists. */
uint32_t PathParse(const char16_t *path, PATH_USE use, PARSED_PATH *parsed);

/** The volume of `\\?\Volume{guid}`, `\??\Volume{guid}`, `\\.\D:`, `\Device\HarddiskVolumeN` or `D:` with or without a
 *  trailing backslash; NULL when it is none of them. */
SIM_VOLUME *PathFindVolume(TEXT name);
