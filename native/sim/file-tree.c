/* The simulated tree of a volume: one hash table over upper-cased paths, and child lists for listing. */
#include "machine.h"

#include <stdlib.h>
#include <string.h>

static uint32_t growBuckets(SIM_VOLUME *volume)
{
    const uint32_t count = volume->bucketCount == 0 ? 64 : volume->bucketCount * 2;
    SIM_FILE **buckets = calloc(count, sizeof(*buckets));
    if (buckets == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    for (uint32_t index = 0; index < volume->bucketCount; index++) {
        for (SIM_FILE *file = volume->buckets[index], *next; file != NULL; file = next) {
            next = file->nextInBucket;
            file->nextInBucket = buckets[file->hash & (count - 1)];
            buckets[file->hash & (count - 1)] = file;
        }
    }
    free(volume->buckets);
    volume->buckets = buckets;
    volume->bucketCount = count;
    return ERROR_SUCCESS;
}

SIM_FILE *TreeFind(const SIM_VOLUME *volume, TEXT path)
{
    const uint32_t hash = TextHash(path, 0);
    for (SIM_FILE *file = volume->buckets[hash & (volume->bucketCount - 1)]; file != NULL; file = file->nextInBucket) {
        if (file->hash == hash && TextEquals((TEXT){file->path, file->pathCount}, path)) {
            return file;
        }
    }
    return NULL;
}

static SIM_FILE *insert(SIM_VOLUME *volume, SIM_FILE *parent, TEXT path, uint32_t nameOffset)
{
    if (volume->fileCount >= volume->bucketCount && growBuckets(volume) != ERROR_SUCCESS) {
        return NULL;
    }
    SIM_FILE *file = calloc(1, sizeof(*file));
    if (file == NULL || (file->path = TextCopy(path)) == NULL) {
        free(file);
        return NULL;
    }
    file->pathCount = path.count;
    file->nameOffset = nameOffset;
    file->hash = TextHash(path, 0);
    file->volume = volume;
    file->parent = parent;
    file->fileIndex = volume->fileCount++;
    file->nextInBucket = volume->buckets[file->hash & (volume->bucketCount - 1)];
    volume->buckets[file->hash & (volume->bucketCount - 1)] = file;
    return file;
}

static void linkChild(SIM_FILE *parent, SIM_FILE *child)
{
    if (parent->lastChild == NULL) {
        parent->firstChild = child;
    } else {
        parent->lastChild->nextSibling = child;
    }
    parent->lastChild = child;
}

uint32_t TreeCreate(SIM_VOLUME *volume)
{
    if (growBuckets(volume) != ERROR_SUCCESS) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    volume->root = insert(volume, NULL, (TEXT){u"", 0}, 0);
    if (volume->root == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    volume->root->attributes = SIM_FILE_DIRECTORY;
    return ERROR_SUCCESS;
}

void TreeDestroy(SIM_VOLUME *volume)
{
    for (uint32_t index = 0; index < volume->bucketCount; index++) {
        for (SIM_FILE *file = volume->buckets[index], *next; file != NULL; file = next) {
            next = file->nextInBucket;
            free(file->path);
            free(file);
        }
    }
    free(volume->buckets);
}

/* One name between separators: not empty, not longer than NTFS allows, without the separators and NUL. Other characters are
 * let through on purpose: a disk can hold names that Win32 cannot spell. */
static bool isStorableName(TEXT name)
{
    if (name.count == 0 || name.count > 255) {
        return false;
    }
    for (uint32_t index = 0; index < name.count; index++) {
        if (name.chars[index] == u'/' || name.chars[index] == 0) {
            return false;
        }
    }
    return true;
}

static uint32_t streamSeparator(TEXT path, uint32_t from)
{
    while (from < path.count && path.chars[from] != u':') {
        from++;
    }
    return from;
}

static SIM_FILE *ensureDirectory(SIM_VOLUME *volume, SIM_FILE *parent, TEXT path, uint32_t nameOffset)
{
    SIM_FILE *directory = TreeFind(volume, path);
    if (directory == NULL && (directory = insert(volume, parent, path, nameOffset)) != NULL) {
        directory->attributes = SIM_FILE_DIRECTORY;
        directory->isImplied = true;
        linkChild(parent, directory);
    }
    return directory;
}

/* Adds "name" or "name:stream" below an existing directory. */
static uint32_t addLast(SIM_VOLUME *volume, SIM_FILE *parent, TEXT path, uint32_t nameOffset, SIM_FILE **added)
{
    const uint32_t colon = streamSeparator(path, nameOffset);
    SIM_FILE *file = TreeFind(volume, TextPart(path, 0, colon));
    if (colon == path.count && file != NULL && !file->isImplied) {
        return ERROR_ALREADY_EXISTS;
    }
    if (file == NULL) {
        file = insert(volume, parent, TextPart(path, 0, colon), nameOffset);
        if (file == NULL) {
            return ERROR_NOT_ENOUGH_MEMORY;
        }
        linkChild(parent, file);
        file->isImplied = colon != path.count;
    }
    if (colon != path.count) {
        if (TreeFind(volume, path) != NULL) {
            return ERROR_ALREADY_EXISTS;
        }
        file = insert(volume, file, path, nameOffset);
        if (file == NULL) {
            return ERROR_NOT_ENOUGH_MEMORY;
        }
        file->isAlternateStream = true;
    }
    *added = file;
    return ERROR_SUCCESS;
}

uint32_t TreeAdd(SIM_VOLUME *volume, TEXT path, uint64_t sizeBytes, uint32_t attributes, uint32_t openError)
{
    if (path.count < 2 || path.chars[0] != u'\\') {
        return ERROR_INVALID_PARAMETER;
    }
    SIM_FILE *parent = volume->root;
    uint32_t nameOffset = 1;
    for (uint32_t index = 1; index <= path.count; index++) {
        if (index != path.count && path.chars[index] != u'\\') {
            continue;
        }
        const bool isLast = index == path.count;
        if (!isStorableName(TextPart(path, nameOffset, isLast ? streamSeparator(path, nameOffset) : index))) {
            return ERROR_INVALID_PARAMETER;
        }
        if (isLast) {
            break;
        }
        parent = ensureDirectory(volume, parent, TextPart(path, 0, index), nameOffset);
        if (parent == NULL) {
            return ERROR_NOT_ENOUGH_MEMORY;
        }
        if ((parent->attributes & SIM_FILE_DIRECTORY) == 0) {
            return ERROR_DIRECTORY;
        }
        nameOffset = index + 1;
    }
    SIM_FILE *added = NULL;
    uint32_t error = addLast(volume, parent, path, nameOffset, &added);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    if ((attributes & SIM_FILE_DIRECTORY) == 0 && added->firstChild != NULL) {
        return ERROR_ALREADY_EXISTS; /* a directory with entries cannot turn into a file */
    }
    added->isImplied = false;
    added->sizeBytes = (attributes & SIM_FILE_DIRECTORY) != 0 ? 0 : sizeBytes;
    added->attributes = attributes;
    added->openError = openError;
    return ERROR_SUCCESS;
}

uint32_t TreeAttributes(const SIM_FILE *file)
{
    const SIM_FILE *main = file->isAlternateStream ? file->parent : file;
    uint32_t attributes = 0;
    attributes |= (main->attributes & SIM_FILE_DIRECTORY) != 0 ? FILE_ATTRIBUTE_DIRECTORY : 0;
    attributes |= (main->attributes & SIM_FILE_PAGING_FILE) != 0 ? FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM : 0;
    attributes |= (file->attributes & SIM_FILE_COMPRESSED) != 0 ? FILE_ATTRIBUTE_COMPRESSED : 0;
    attributes |= (file->attributes & SIM_FILE_ENCRYPTED) != 0 ? FILE_ATTRIBUTE_ENCRYPTED : 0;
    attributes |= (file->attributes & SIM_FILE_SPARSE) != 0 ? FILE_ATTRIBUTE_SPARSE_FILE : 0;
    /* WOF compression shows in no attribute: that is why FSCTL_GET_EXTERNAL_BACKING has to be asked. */
    return (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? attributes : attributes | FILE_ATTRIBUTE_ARCHIVE;
}
