#include "open.h"

#include "lock.h"
#include "ntfs.h"

#include <stdlib.h>

#define DATA_READ_RIGHTS (GENERIC_READ | GENERIC_EXECUTE | GENERIC_ALL | MAXIMUM_ALLOWED | FILE_READ_DATA | FILE_EXECUTE)
#define DATA_WRITE_RIGHTS (GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA | FILE_APPEND_DATA)
#define DATA_RIGHTS (DATA_READ_RIGHTS | DATA_WRITE_RIGHTS)

uint32_t HostAttributes(const HOST_FACTS *facts)
{
    uint32_t attributes = facts->isReadOnly && facts->kind == HostFile ? FILE_ATTRIBUTE_READONLY : 0;
    attributes |= facts->kind == HostDirectory ? FILE_ATTRIBUTE_DIRECTORY : FILE_ATTRIBUTE_ARCHIVE;
    attributes |= facts->kind == HostLink ? FILE_ATTRIBUTE_REPARSE_POINT : 0;
    return facts->kind == HostFile && facts->isSparse ? attributes | FILE_ATTRIBUTE_SPARSE_FILE : attributes;
}

/* 3 when a directory on the way is missing, 2 when only the last name is. */
static uint32_t missingInTree(const PARSED_PATH *path)
{
    if (path->nameOffset < 2) {
        return ERROR_FILE_NOT_FOUND;
    }
    const SIM_FILE *parent = TreeFind(path->volume, (TEXT){path->text, path->nameOffset - 1});
    return parent != NULL && (parent->attributes & SIM_FILE_DIRECTORY) != 0 ? ERROR_FILE_NOT_FOUND : ERROR_PATH_NOT_FOUND;
}

uint32_t FindPath(const PARSED_PATH *path, FOUND *found, TEXT_BUFFER *actual)
{
    const TEXT text = {path->text, path->count};
    found->file = TreeFind(path->volume, text);
    const bool isImpliedOnHost = found->file != NULL && found->file->isImplied && path->volume->host != NULL;
    if (path->volume->host != NULL && (found->file == NULL || isImpliedOnHost || path->count == 0) &&
        path->streamOffset == path->count) {
        SimStepOut();
        const uint32_t error = HostResolve(path->volume->host, text, &found->facts, actual);
        SimStepIn();
        if (error == ERROR_SUCCESS) {
            found->file = NULL;
            found->attributes = HostAttributes(&found->facts);
            found->sizeBytes = found->facts.kind == HostFile ? found->facts.sizeBytes : 0;
            return ERROR_SUCCESS;
        }
        if (found->file == NULL) {
            return error;
        }
    }
    if (found->file == NULL) {
        return missingInTree(path);
    }
    actual->count = 0;
    TextAppend(actual, (TEXT){found->file->path, found->file->pathCount});
    found->attributes = TreeAttributes(found->file);
    found->sizeBytes = found->file->sizeBytes;
    if (found->file->isAlternateStream) {
        found->attributes &= ~FILE_ATTRIBUTE_DIRECTORY; /* a stream on a directory is a file */
    }
    return ERROR_SUCCESS;
}

/* One allocation holds the open and its path. */
static SIM_OPEN *allocate(SIM_VOLUME *volume, OPEN_KIND kind, TEXT path)
{
    SIM_OPEN *open = calloc(1, sizeof(*open) + (path.count + 4) * sizeof(char16_t));
    if (open == NULL) {
        return NULL;
    }
    char16_t *text = (char16_t *)(open + 1);
    open->kind = kind;
    open->volume = volume;
    open->descriptor = -1;
    open->references = 1;
    open->fileObject.FsContext2 = open;
    if (volume != NULL) {
        text[0] = volume->mount[0];
        text[1] = u':';
        memcpy(text + 2, path.chars, path.count * sizeof(char16_t));
        const bool isRoot = path.count == 0;
        text[2 + path.count] = isRoot ? u'\\' : 0;
        open->fullPath = (TEXT){text, path.count + 2 + isRoot};
        const USHORT bytes = (USHORT)((open->fullPath.count - 2) * sizeof(char16_t));
        open->fileObject.FileName = (UNICODE_STRING){bytes, (USHORT)(bytes + sizeof(char16_t)), text + 2};
    }
    return open;
}

/* Gives the host's descriptor that is to be closed; -1 when there is none, or when others still hold the object. */
static int release(SIM_OPEN *open)
{
    if (--open->references != 0) {
        return -1;
    }
    const int descriptor = open->descriptor;
    free(open);
    return descriptor;
}

void OpenClose(SIM_OPEN *open)
{
    if (open->stream != NULL) {
        NtfsEndBypassIo(open); /* BypassIO is per handle and ends with it */
        StreamClose(open->stream);
        open->stream = NULL;
    }
    const int descriptor = release(open);
    if (descriptor >= 0) {
        SimStepOut();
        HostClose(descriptor);
        SimStepIn();
    }
}

/* A driver may be the last to let go: others are not let in behind its back. */
void OpenRelease(SIM_OPEN *open)
{
    const int descriptor = release(open);
    if (descriptor >= 0) {
        HostClose(descriptor);
    }
}

static uint32_t openDevice(const PARSED_PATH *path, uint32_t access, SIM_OPEN **opened)
{
    OPEN_KIND kind = path->kind == PathNull ? OpenNull : path->kind == PathDisk ? OpenDisk : OpenVolumeDevice;
    if (kind != OpenNull && (access & DATA_RIGHTS) != 0) {
        if (!Machine.isElevated) {
            return ERROR_ACCESS_DENIED;
        }
        kind = kind == OpenVolumeDevice ? OpenVolume : kind;
    }
    *opened = allocate(path->volume, kind, (TEXT){u"", 0});
    if (*opened == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    if (kind == OpenVolume) {
        (*opened)->fileObject.Flags = FO_VOLUME_OPEN;
        (*opened)->fileObject.FileName.Length = 0; /* a volume open has no name */
    }
    (*opened)->access = access;
    return ERROR_SUCCESS;
}

static uint32_t checkAccess(const PARSED_PATH *path, const FOUND *found, uint32_t access, uint32_t flags)
{
    const bool isDirectory = (found->attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    const bool wantsData = (access & DATA_RIGHTS) != 0;
    if (isDirectory && (flags & FILE_FLAG_BACKUP_SEMANTICS) == 0) {
        return ERROR_ACCESS_DENIED;
    }
    if (isDirectory) {
        return found->file != NULL && wantsData ? found->file->openError : (uint32_t)ERROR_SUCCESS;
    }
    if (path->hasTrailingSeparator) {
        return ERROR_INVALID_NAME; /* a file is no directory (general knowledge) */
    }
    if (found->file != NULL) {
        return wantsData ? found->file->openError : (uint32_t)ERROR_SUCCESS;
    }
    if (found->facts.kind == HostOther || (found->facts.kind == HostLink && (flags & FILE_FLAG_OPEN_REPARSE_POINT) == 0)) {
        return ERROR_CANT_ACCESS_FILE; /* links are reported, never followed; sockets and the like are not files here */
    }
    return (access & DATA_WRITE_RIGHTS & ~GENERIC_ALL) != 0 ? ERROR_WRITE_PROTECT : ERROR_SUCCESS;
}

static uint32_t attachToStream(SIM_OPEN *open, const FOUND *found, TEXT actual)
{
    open->file = found->file;
    open->facts = found->facts;
    open->stream = StreamOpen(open->volume, found->file, actual);
    open->fileObject.FsContext = open->stream;
    if (open->stream == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    const bool readsHost = found->file == NULL && open->kind == OpenFile && (open->access & DATA_READ_RIGHTS) != 0 &&
                           found->facts.kind == HostFile;
    if (!readsHost) {
        return ERROR_SUCCESS;
    }
    SimStepOut();
    const uint32_t error = HostOpen(open->volume->host, actual, &open->descriptor);
    SimStepIn();
    return error;
}

uint32_t OpenPath(const PARSED_PATH *path, uint32_t access, uint32_t flags, SIM_OPEN **opened)
{
    *opened = NULL;
    if (path->kind != PathFile) {
        return openDevice(path, access, opened);
    }
    char16_t spelling[HOST_PATH_UNITS];
    TEXT_BUFFER actual = {spelling, HOST_PATH_UNITS - 4, 0};
    FOUND found = {0};
    uint32_t error = FindPath(path, &found, &actual);
    if (error == ERROR_SUCCESS) {
        error = actual.count > actual.capacity ? (uint32_t)ERROR_FILENAME_EXCED_RANGE : checkAccess(path, &found, access, flags);
    }
    if (error != ERROR_SUCCESS) {
        return error;
    }
    const bool isDirectory = (found.attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    const TEXT text = {spelling, actual.count};
    SIM_OPEN *open = allocate(path->volume, isDirectory ? OpenDirectory : OpenFile, text);
    if (open == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    open->access = access;
    open->fileObject.Flags = (flags & FILE_FLAG_NO_BUFFERING) != 0 ? FO_NO_INTERMEDIATE_BUFFERING : 0;
    error = attachToStream(open, &found, text);
    if (error != ERROR_SUCCESS) {
        OpenClose(open);
        return error;
    }
    *opened = open;
    return ERROR_SUCCESS;
}

uint64_t OpenSizeBytes(const SIM_OPEN *open)
{
    if (open->file != NULL) {
        return open->file->sizeBytes;
    }
    return open->facts.kind == HostFile ? open->facts.sizeBytes : 0;
}

uint32_t OpenAttributes(const SIM_OPEN *open)
{
    if (open->file == NULL) {
        return HostAttributes(&open->facts);
    }
    const uint32_t attributes = TreeAttributes(open->file);
    return open->file->isAlternateStream ? attributes & ~FILE_ATTRIBUTE_DIRECTORY : attributes;
}
