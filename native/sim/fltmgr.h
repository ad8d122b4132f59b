/* Inside the simulated filter manager: what a filter, its service key and its instances look like. */
#pragma once

#include "machine.h"

#define SUPPORTED_FS_FEATURES_BYPASS_IO 0x8u

typedef struct {
    char16_t *pattern;
    uint32_t patternCount;
    NTSTATUS status;
    char16_t *reason;
    uint8_t *rawBytes; /* not NULL: a raw answer instead of a veto */
    uint32_t rawCount;
    uint32_t rawReturned;
} SCENARIO_RULE;

/* What the registry and the driver file say about a filter. */
struct SIM_SERVICE {
    DRIVER_OBJECT driverObject;
    char16_t *name;
    char16_t *driver; /* file name with .sys */
    char16_t *altitude;
    char16_t *driverObjectName;
    uint32_t serial;
    uint32_t supportedFeatures;
    uint32_t kind;
    bool filtersReadWrite;
    PFLT_FILTER filter;      /* NULL for a legacy filter */
    uint32_t instanceCount;
    SCENARIO_RULE *rules;
    uint32_t ruleCount;
};

struct _FLT_FILTER {
    SIM_SERVICE *service;
    FLT_REGISTRATION registration;
    PFLT_PRE_OPERATION_CALLBACK preFsControl;
    PFLT_POST_OPERATION_CALLBACK postFsControl;
    bool isOptedIn;
    bool isStarted;
};

struct _FLT_INSTANCE {
    SIM_SERVICE *service;
    PFLT_FILTER filter; /* NULL for a legacy filter: it is in the list, but nothing is sent to it */
    SIM_VOLUME *volume;
    char16_t *name;
    uint32_t serial;
};

/** Sends one file system control down the stack: filter manager, minifilters, file system, and back up. Returns the final
 *  status; *information receives the count of bytes the driver says it returned. */
NTSTATUS FltpSendFsControl(PFILE_OBJECT fileObject, SIM_VOLUME *volume, ULONG code, void *systemBuffer, ULONG inputBytes,
                           ULONG outputBytes, KPROCESSOR_MODE mode, ULONG_PTR *information);

uint32_t FltpAttach(SIM_SERVICE *service, SIM_VOLUME *volume, TEXT instanceName);
uint32_t FltpDetach(SIM_SERVICE *service, SIM_VOLUME *volume);
void FltpDestroyService(SIM_SERVICE *service);
SIM_SERVICE *FltpFindService(TEXT name);
PFLT_INSTANCE FltpFindInstance(const SIM_SERVICE *service, const SIM_VOLUME *volume);

/** FILTER_ATTACH_BLOCKED of FS_BPIO_OUTFLAGS: a minifilter without opt-in is attached. */
bool FltpIsAttachBlocked(const SIM_VOLUME *volume);

/** Writes a refusal into an output buffer: name and reason clipped to what FS_BPIO_RESULTS holds. */
void FltpFillVeto(FS_BPIO_OUTPUT *output, int32_t operation, NTSTATUS status, TEXT driver, TEXT reason);

/* scenario-filter.c */
NTSTATUS ScenarioFilterEntry(SIM_SERVICE *service);
