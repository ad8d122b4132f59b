/* Inside the simulated filter manager: what a filter, its service key and its instances look like. */
#pragma once

#include "drivers.h"
#include "machine.h"
#include "verifier.h"

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

/* What the registry and the driver file say about a filter, and what its driver holds. */
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
    PFLT_FILTER filter; /* NULL for a legacy filter */
    uint32_t instanceCount;
    SCENARIO_RULE *rules;
    uint32_t ruleCount;

    const SIM_IMAGE *image; /* NULL: a filter of the scenario, not a driver of its own */
    bool isUnloading;
    uint32_t heldObjects; /* not released yet */
    struct FLT_CONTEXT_HEAD *contexts;
};

struct _FLT_FILTER {
    SIM_SERVICE *service;
    FLT_REGISTRATION registration;
    PFLT_PRE_OPERATION_CALLBACK preFsControl;
    PFLT_POST_OPERATION_CALLBACK postFsControl;
    PFLT_PRE_OPERATION_CALLBACK preRead;
    bool isOptedIn;
    bool isStarted;
    bool isUnregistering; /* no callback starts any more */
    uint32_t activeCalls; /* callbacks that run, those of its ports included */
};

enum { FLT_OBJECT_INSTANCE = 0x49746C46, FLT_OBJECT_VOLUME = 0x56746C46 };

struct _FLT_INSTANCE {
    uint32_t objectType; /* FLT_OBJECT_INSTANCE */
    uint32_t references; /* held by drivers */
    SIM_SERVICE *service;
    PFLT_FILTER filter; /* NULL for a legacy filter: it is in the list, but nothing is sent to it */
    SIM_VOLUME *volume;
    char16_t *name;
    char16_t *altitude;
    uint32_t serial;
    bool isDetaching;
    uint32_t activeCalls;
    struct FLT_CONTEXT_HEAD *context;
    PFLT_INSTANCE nextDetached;
};

/* fltmgr.c: services and their filters */

void FltpDestroyService(SIM_SERVICE *service);
/** Takes the service out of the machine and destroys it. */
void FltpForgetService(SIM_SERVICE *service);
SIM_SERVICE *FltpFindService(TEXT name);
uint32_t FltpFeatures(const SIM_SERVICE *service); /* SupportedFeatures as the filter manager counts them */
/** Reports what a driver that is going still holds. */
void FltpCheckHeld(SIM_SERVICE *service);
/** Runs the unload routine, drains, and checks what the driver left. STATUS_FLT_DO_NOT_DETACH when it has no such routine or,
 *  unless the unload is mandatory, refuses. Waits for callbacks that run. */
NTSTATUS FltpUnload(SIM_SERVICE *service, FLT_FILTER_UNLOAD_FLAGS flags);

/** A service as its key describes it. 0 or a Win32 code; not part of the machine before FltpInsertService. */
uint32_t FltpCreateService(const char16_t *name, const char16_t *driver, const char16_t *altitude, SIM_SERVICE **created);
uint32_t FltpInsertService(SIM_SERVICE *service);

/* instance.c */

/** An empty name is "<filter> Instance", an empty altitude the service's own. */
NTSTATUS FltpAttachInstance(SIM_SERVICE *service, SIM_VOLUME *volume, TEXT name, TEXT altitude, FLT_INSTANCE_SETUP_FLAGS flags,
                            PFLT_INSTANCE *attached);
/** Asks the filter first; STATUS_FLT_DO_NOT_DETACH when it refuses or cannot be asked. */
NTSTATUS FltpDetachManually(PFLT_INSTANCE instance);
/** Tears down: no new callback, teardown callbacks, waits for those that run and for references, drops contexts. */
void FltpDetachInstance(PFLT_INSTANCE instance, FLT_INSTANCE_TEARDOWN_FLAGS reason);
uint32_t FltpAttach(SIM_SERVICE *service, SIM_VOLUME *volume, TEXT instanceName); /* Win32 codes */
uint32_t FltpDetach(SIM_SERVICE *service, SIM_VOLUME *volume);                    /* every instance there */
/** The highest one of that name, or of any name when it is empty. */
PFLT_INSTANCE FltpFindInstanceByName(const SIM_SERVICE *service, const SIM_VOLUME *volume, TEXT name);
PFLT_INSTANCE FltpFindInstance(const SIM_SERVICE *service, const SIM_VOLUME *volume);
void FltpFreeDetached(SIM_VOLUME *volume);
void FltpDestroyInstance(PFLT_INSTANCE instance);

/** FILTER_ATTACH_BLOCKED of FS_BPIO_OUTFLAGS: a minifilter without opt-in is attached. */
bool FltpIsAttachBlocked(const SIM_VOLUME *volume);

FLT_RELATED_OBJECTS FltpRelatedObjects(PFLT_INSTANCE instance, PFILE_OBJECT fileObject);

/* fltio.c */

/** Sends one file system control down the stack: filter manager, minifilters, file system, and back up. Returns the final
 *  status; *information receives the count of bytes the driver says it returned. */
NTSTATUS FltpSendFsControl(PFILE_OBJECT fileObject, SIM_VOLUME *volume, ULONG code, void *systemBuffer, ULONG inputBytes,
                           ULONG outputBytes, KPROCESSOR_MODE mode, ULONG_PTR *information);
/** Shows a non-cached read to the filters on its way down. What they make of it is not simulated, nor is its way back. */
void FltpShowRead(PFILE_OBJECT fileObject, SIM_VOLUME *volume, uint64_t offset, uint32_t bytes, void *buffer);
/** Hands the answers that an instance still waits for to it as draining. */
void FltpDrainOperations(PFLT_INSTANCE instance);

/* fltveto.c */

/** Writes a refusal into an output buffer: name and reason clipped to what FS_BPIO_RESULTS holds. */
void FltpFillVeto(FS_BPIO_OUTPUT *output, int32_t operation, NTSTATUS status, TEXT driver, TEXT reason);

/* fltcontext.c */

void FltpDropContext(struct FLT_CONTEXT_HEAD **slot);
void FltpDropStreamContexts(SIM_STREAM *stream, const struct _FLT_INSTANCE *instance); /* NULL: of all instances */
void FltpDropContextsOfInstance(PFLT_INSTANCE instance);
/** Reports and frees contexts that a driver's references kept alive. */
void FltpCheckContexts(SIM_SERVICE *service);

/* fltname.c */

/** Reports and frees names that a driver did not release. */
void FltpCheckNames(const SIM_SERVICE *service);

/* fltport.c */

/** Closes what is left of a filter's ports: reports server ports, disconnects clients. */
void FltpClosePorts(PFLT_FILTER filter);

/* scenario-filter.c */
NTSTATUS ScenarioFilterEntry(SIM_SERVICE *service);
