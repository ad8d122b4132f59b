/* The file system below the filter manager: NTFS's BypassIO rules and the few other controls that are asked here. */
#pragma once

#include "fltmgr.h"
#include "open.h"

/** Answers a control that no minifilter completed; sets the status and Information in `data`. */
void FsDispatchControl(PFLT_CALLBACK_DATA data, SIM_VOLUME *volume);

/** "D:\Games\x.bin"; a volume handle is presented as the root. */
TEXT FsFullPath(PFILE_OBJECT fileObject);

/** Answers FSCTL_MANAGE_BYPASS_IO. */
void NtfsManageBypassIo(PFLT_CALLBACK_DATA data, SIM_VOLUME *volume);

/** Ends BypassIO on a file object, if it has it. Called by DISABLE and at close. */
void NtfsEndBypassIo(SIM_OPEN *open);

/** Whether a non-cached read through this handle would bypass the filter stack right now. */
bool NtfsReadsBypassFilters(const SIM_OPEN *open);
/** Whether it would also bypass the volume and storage stacks. */
bool NtfsReadsBypassStorage(const SIM_OPEN *open);

/* storage-stack.c */
typedef struct {
    NTSTATUS status;
    TEXT driver;
    TEXT reason;
} STACK_ANSWER;

/** Asks the volume stack, then the storage stack; the first refuser's answer, or success. */
STACK_ANSWER StorageStackAsk(const SIM_VOLUME *volume);
/** IOCTL_STORAGE_*, IOCTL_VOLUME_*: fills `output` and *returned; Win32-mappable NTSTATUS. */
NTSTATUS StorageDeviceControl(SIM_VOLUME *volume, bool isWholeDisk, uint32_t code, const void *input,
                              uint32_t inputBytes, void *output, uint32_t outputBytes, uint32_t *returned);
/** Size of the simulated disk and volume in bytes, from what lies on it. */
uint64_t StorageVolumeBytes(const SIM_VOLUME *volume);
