/* Streams: BypassIO state that all handles on one stream share. Source of the rule: "Supporting BypassIO operations". */
#include "fltmgr.h"

#include <stdlib.h>

static uint32_t hashOf(const SIM_VOLUME *volume, TEXT path)
{
    return TextHash(path, volume->index + 1);
}

/* A host is often case-sensitive, and `path` is its own spelling: two names that differ in case are two streams. */
static bool isStreamOf(const SIM_STREAM *stream, const SIM_VOLUME *volume, TEXT path, uint32_t hash)
{
    return stream->hash == hash && stream->volume == volume && TextSame((TEXT){stream->path, stream->pathCount}, path);
}

SIM_STREAM *StreamFind(const SIM_VOLUME *volume, TEXT path)
{
    if (Machine.streamBucketCount == 0) {
        return NULL;
    }
    const uint32_t hash = hashOf(volume, path);
    SIM_STREAM *stream = Machine.streamBuckets[hash & (Machine.streamBucketCount - 1)];
    while (stream != NULL && !isStreamOf(stream, volume, path, hash)) {
        stream = stream->nextInBucket;
    }
    return stream;
}

static bool growBuckets(void)
{
    const uint32_t count = Machine.streamBucketCount == 0 ? 64 : Machine.streamBucketCount * 2;
    SIM_STREAM **buckets = calloc(count, sizeof(*buckets));
    if (buckets == NULL) {
        return false;
    }
    for (uint32_t index = 0; index < Machine.streamBucketCount; index++) {
        for (SIM_STREAM *stream = Machine.streamBuckets[index], *next; stream != NULL; stream = next) {
            next = stream->nextInBucket;
            stream->nextInBucket = buckets[stream->hash & (count - 1)];
            buckets[stream->hash & (count - 1)] = stream;
        }
    }
    free(Machine.streamBuckets);
    Machine.streamBuckets = buckets;
    Machine.streamBucketCount = count;
    return true;
}

static SIM_STREAM *create(SIM_VOLUME *volume, SIM_FILE *file, TEXT path)
{
    if (Machine.streamCount >= Machine.streamBucketCount && !growBuckets()) {
        return NULL;
    }
    SIM_STREAM *stream = calloc(1, sizeof(*stream));
    if (stream == NULL || (stream->path = TextCopy(path)) == NULL) {
        free(stream);
        return NULL;
    }
    stream->pathCount = path.count;
    stream->volume = volume;
    stream->file = file;
    stream->hash = hashOf(volume, path);
    stream->nextInBucket = Machine.streamBuckets[stream->hash & (Machine.streamBucketCount - 1)];
    Machine.streamBuckets[stream->hash & (Machine.streamBucketCount - 1)] = stream;
    Machine.streamCount++;
    if (file != NULL) {
        file->stream = stream;
    }
    return stream;
}

static void forgetWhenUnused(SIM_STREAM *stream)
{
    if (stream->openCount != 0 || stream->isSuspended) {
        return;
    }
    FltpDropStreamContexts(stream, NULL);
    SIM_STREAM **link = &Machine.streamBuckets[stream->hash & (Machine.streamBucketCount - 1)];
    while (*link != stream) {
        link = &(*link)->nextInBucket;
    }
    *link = stream->nextInBucket;
    Machine.streamCount--;
    if (stream->file != NULL) {
        stream->file->stream = NULL;
    }
    free(stream->path);
    free(stream);
}

static SIM_STREAM *findOrCreate(SIM_VOLUME *volume, SIM_FILE *file, TEXT path)
{
    SIM_STREAM *stream = file != NULL ? file->stream : StreamFind(volume, path);
    return stream != NULL ? stream : create(volume, file, path);
}

SIM_STREAM *StreamOpen(SIM_VOLUME *volume, SIM_FILE *file, TEXT path)
{
    SIM_STREAM *stream = findOrCreate(volume, file, path);
    if (stream != NULL) {
        stream->openCount++;
    }
    return stream;
}

void StreamClose(SIM_STREAM *stream)
{
    stream->openCount--;
    forgetWhenUnused(stream);
}

uint32_t StreamSetSuspended(SIM_VOLUME *volume, SIM_FILE *file, TEXT path, bool isSuspended)
{
    SIM_STREAM *stream = findOrCreate(volume, file, path);
    if (stream == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    stream->isSuspended = isSuspended;
    forgetWhenUnused(stream);
    return ERROR_SUCCESS;
}

void StreamForgetAll(void)
{
    for (uint32_t index = 0; index < Machine.streamBucketCount; index++) {
        for (SIM_STREAM *stream = Machine.streamBuckets[index], *next; stream != NULL; stream = next) {
            next = stream->nextInBucket;
            FltpDropStreamContexts(stream, NULL);
            free(stream->path);
            free(stream);
        }
    }
    free(Machine.streamBuckets);
    Machine.streamBuckets = NULL;
    Machine.streamBucketCount = Machine.streamCount = 0;
}
