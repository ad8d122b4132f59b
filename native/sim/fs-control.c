/* File system controls other than BypassIO, and the way to each of them. */
#include "ntfs.h"

#include <stdlib.h>

enum { CLUSTER_BYTES = 4096, MAX_HOST_RANGES = 256 };

TEXT FsFullPath(PFILE_OBJECT fileObject)
{
    return ((const SIM_OPEN *)fileObject->FsContext2)->fullPath;
}

static uint64_t clustersOf(uint64_t bytes)
{
    return bytes / CLUSTER_BYTES + (bytes % CLUSTER_BYTES != 0);
}

/* Collects runs of clusters as they come, and writes those that lie behind the starting VCN and fit. */
typedef struct {
    RETRIEVAL_POINTERS_BUFFER *out;
    uint32_t capacity;
    uint32_t count; /* runs behind the starting VCN, written or not */
    int64_t startingVcn;
    int64_t vcn;
} RUN_WRITER;

static void addRun(RUN_WRITER *writer, uint64_t clusters, int64_t lcn)
{
    if (clusters == 0) {
        return;
    }
    const int64_t nextVcn = writer->vcn + (int64_t)clusters;
    if (nextVcn > writer->startingVcn) {
        if (writer->count == 0) {
            writer->out->StartingVcn = writer->vcn;
        }
        if (writer->count < writer->capacity) {
            writer->out->Extents[writer->count] = (RETRIEVAL_POINTERS_EXTENT){nextVcn, lcn};
        }
        writer->count++;
    }
    writer->vcn = nextVcn;
}

static void addHostRuns(RUN_WRITER *writer, const SIM_OPEN *open, uint64_t clusters, int64_t firstLcn)
{
    int descriptor = open->descriptor;
    const bool isBorrowed = descriptor >= 0;
    const TEXT path = {open->fullPath.chars + 2, open->fullPath.count - 2};
    HOST_RANGE ranges[MAX_HOST_RANGES];
    uint32_t rangeCount = 0;
    if (isBorrowed || HostOpen(open->volume->host, path, &descriptor) == ERROR_SUCCESS) {
        uint64_t from = 0;
        do {
            if (HostDataRanges(descriptor, open->facts.sizeBytes, from, ranges, MAX_HOST_RANGES, &rangeCount) != ERROR_SUCCESS) {
                rangeCount = 0;
            }
            for (uint32_t index = 0; index < rangeCount; index++) {
                const uint64_t first = ranges[index].fromBytes / CLUSTER_BYTES;
                const uint64_t behind = clustersOf(ranges[index].toBytes);
                addRun(writer, first > (uint64_t)writer->vcn ? first - (uint64_t)writer->vcn : 0, -1);
                addRun(writer, behind > (uint64_t)writer->vcn ? behind - (uint64_t)writer->vcn : 0, firstLcn + writer->vcn);
                from = ranges[index].toBytes;
            }
        } while (rangeCount == MAX_HOST_RANGES);
        if (!isBorrowed) {
            HostClose(descriptor);
        }
    }
    addRun(writer, clusters - (uint64_t)writer->vcn, -1);
}

static void addRuns(RUN_WRITER *writer, const SIM_OPEN *open)
{
    const uint64_t clusters = clustersOf(OpenSizeBytes(open));
    const uint32_t fileIndex = open->file != NULL ? open->file->fileIndex : (uint32_t)open->facts.fileIndex;
    const int64_t firstLcn = 0x10000 + (int64_t)fileIndex * 0x1000; /* any place is as good: nothing reads the disk by LCN */
    if (open->file == NULL && open->facts.isSparse) {
        addHostRuns(writer, open, clusters, firstLcn);
    } else if (open->file != NULL && (open->file->attributes & SIM_FILE_SPARSE) != 0) {
        addRun(writer, clusters - clusters / 2, firstLcn);
        addRun(writer, clusters / 2, -1);
    } else {
        addRun(writer, clusters, firstLcn);
    }
}

static NTSTATUS getRetrievalPointers(const SIM_OPEN *open, void *buffer, ULONG inputBytes, ULONG outputBytes,
                                     ULONG_PTR *information)
{
    STARTING_VCN_INPUT_BUFFER input;
    if (open->kind != OpenFile || inputBytes < sizeof(input)) {
        return STATUS_INVALID_PARAMETER;
    }
    memcpy(&input, buffer, sizeof(input));
    if (input.StartingVcn < 0) {
        return STATUS_INVALID_PARAMETER;
    }
    if (outputBytes < sizeof(RETRIEVAL_POINTERS_BUFFER)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    const bool isResident = open->file != NULL && (open->file->attributes & SIM_FILE_RESIDENT) != 0;
    const uint32_t head = offsetof(RETRIEVAL_POINTERS_BUFFER, Extents);
    RUN_WRITER writer = {.out = buffer, .capacity = (outputBytes - head) / (uint32_t)sizeof(RETRIEVAL_POINTERS_EXTENT),
                         .startingVcn = input.StartingVcn};
    if (!isResident) {
        addRuns(&writer, open);
    }
    if (writer.count == 0) {
        return STATUS_END_OF_FILE; /* no clusters: resident, empty, or behind the end */
    }
    const uint32_t written = writer.count < writer.capacity ? writer.count : writer.capacity;
    memset(buffer, 0, offsetof(RETRIEVAL_POINTERS_BUFFER, StartingVcn));
    writer.out->ExtentCount = written;
    *information = head + written * sizeof(RETRIEVAL_POINTERS_EXTENT);
    return written < writer.count ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static NTSTATUS getExternalBacking(const SIM_OPEN *open, void *buffer, ULONG outputBytes, ULONG_PTR *information)
{
    if (open->file == NULL || (open->file->attributes & SIM_FILE_WOF) == 0) {
        return STATUS_OBJECT_NOT_EXTERNALLY_BACKED;
    }
    const WOF_EXTERNAL_INFO backing = {WOF_CURRENT_VERSION, WOF_PROVIDER_FILE};
    const FILE_PROVIDER_EXTERNAL_INFO_V1 file = {FILE_PROVIDER_CURRENT_VERSION, FILE_PROVIDER_COMPRESSION_LZX, 0};
    if (outputBytes < sizeof(backing) + sizeof(file)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    memcpy(buffer, &backing, sizeof(backing));
    memcpy((char *)buffer + sizeof(backing), &file, sizeof(file));
    *information = sizeof(backing) + sizeof(file);
    return STATUS_SUCCESS;
}

void FsDispatchControl(PFLT_CALLBACK_DATA data, SIM_VOLUME *volume)
{
    const FLT_PARAMETERS *parameters = &data->Iopb->Parameters;
    void *buffer = parameters->FileSystemControl.Buffered.SystemBuffer;
    const ULONG inputBytes = parameters->FileSystemControl.Buffered.InputBufferLength;
    const ULONG outputBytes = parameters->FileSystemControl.Buffered.OutputBufferLength;
    const SIM_OPEN *open = data->Iopb->TargetFileObject->FsContext2;
    data->IoStatus.Information = 0;
    switch (parameters->FileSystemControl.Buffered.FsControlCode) {
    case FSCTL_MANAGE_BYPASS_IO: NtfsManageBypassIo(data, volume); break;
    case FSCTL_GET_RETRIEVAL_POINTERS:
        data->IoStatus.Status = getRetrievalPointers(open, buffer, inputBytes, outputBytes, &data->IoStatus.Information);
        break;
    case FSCTL_GET_EXTERNAL_BACKING:
        data->IoStatus.Status = getExternalBacking(open, buffer, outputBytes, &data->IoStatus.Information);
        break;
    default: data->IoStatus.Status = STATUS_INVALID_DEVICE_REQUEST; break;
    }
}
