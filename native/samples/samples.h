/* Sample minifilters that play the stories of the BypassIO documentation. Written as for Windows; built into the simulator. */
#pragma once

#include "../sim/fltkernel.h"

/* CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 0x900 and on, METHOD_BUFFERED, FILE_ANY_ACCESS): the samples' own controls. */
#define FSCTL_SAMPLE_ENCRYPT 0x00092400u
#define FSCTL_SAMPLE_DECRYPT 0x00092404u

#define SAMPLE_TAG 0x6C706D53u /* Smpl */

/** The operation of an FSCTL_MANAGE_BYPASS_IO; 0 for anything else, and for an input that is too short to hold one. */
static inline int32_t SampleBypassIoOperation(const FLT_CALLBACK_DATA *Data)
{
    const FLT_PARAMETERS *parameters = &Data->Iopb->Parameters;
    if (parameters->FileSystemControl.Buffered.FsControlCode != FSCTL_MANAGE_BYPASS_IO ||
        parameters->FileSystemControl.Buffered.SystemBuffer == NULL ||
        parameters->FileSystemControl.Buffered.InputBufferLength < sizeof(FS_BPIO_INPUT)) {
        return 0;
    }
    return ((const FS_BPIO_INPUT *)parameters->FileSystemControl.Buffered.SystemBuffer)->Operation;
}

/* What SampleObserver has seen since it was loaded. */
typedef struct {
    ULONG preCount, postCount, vetoCount;
} SAMPLE_OBSERVER_COUNTS;
extern SAMPLE_OBSERVER_COUNTS SampleObserverCounts;

/* Reads that SampleEncryption was shown since it was loaded. */
extern ULONG SampleEncryptionReadCount;
