/* The filter manager: filters, and the services they belong to. */
#include "fltmgr.h"

#include "etw.h"
#include "lock.h"

#include <stdlib.h>

static void readOperations(PFLT_FILTER filter)
{
    bool touchesData = false;
    const FLT_OPERATION_REGISTRATION *operation = filter->registration.OperationRegistration;
    for (; operation != NULL && operation->MajorFunction != IRP_MJ_OPERATION_END; operation++) {
        touchesData |= operation->MajorFunction == IRP_MJ_READ || operation->MajorFunction == IRP_MJ_WRITE;
        if (operation->MajorFunction == IRP_MJ_READ) {
            filter->preRead = operation->PreOperation;
        }
        if (operation->MajorFunction == IRP_MJ_FILE_SYSTEM_CONTROL) {
            filter->preFsControl = operation->PreOperation;
            filter->postFsControl = operation->PostOperation;
        }
    }
    /* "Minifilters that filter neither IRP_MJ_READ nor IRP_MJ_WRITE are opted in automatically" (BypassIO for filter
     * drivers). The registry value itself keeps its bits: whether Windows then shows 0x8 is not documented. */
    filter->isOptedIn = !touchesData || (FltpFeatures(filter->service) & SUPPORTED_FS_FEATURES_BYPASS_IO) != 0;
}

/* "FilterSupportedFeaturesMode ... 1: the features of every filter are taken for 0" (Offloaded data transfers). */
uint32_t FltpFeatures(const SIM_SERVICE *service)
{
    return Machine.areFeaturesOff ? 0 : service->supportedFeatures;
}

NTSTATUS FLTAPI FltRegisterFilter(PDRIVER_OBJECT Driver, CONST FLT_REGISTRATION *Registration, PFLT_FILTER *RetFilter)
{
    VerifierIrql(APC_LEVEL, "FltRegisterFilter");
    *RetFilter = NULL;
    if (Driver == NULL || Registration == NULL || Registration->Size != sizeof(*Registration) ||
        Registration->Version != FLT_REGISTRATION_VERSION) {
        return STATUS_INVALID_PARAMETER;
    }
    /* Windows finds the service key by the driver object's name; here the driver object is part of it. */
    SIM_SERVICE *service = (SIM_SERVICE *)(void *)((char *)Driver - offsetof(SIM_SERVICE, driverObject));
    PFLT_FILTER filter = KernelAllocate(sizeof(*filter));
    if (filter == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    filter->service = service;
    filter->registration = *Registration;
    readOperations(filter);
    service->filter = filter;
    *RetFilter = filter;
    return STATUS_SUCCESS;
}

NTSTATUS FLTAPI FltStartFiltering(PFLT_FILTER Filter)
{
    VerifierIrql(APC_LEVEL, "FltStartFiltering");
    Filter->isStarted = true;
    EtwFilterLoaded(Filter->service);
    return STATUS_SUCCESS;
}

/* The highest instance of the service anywhere, or NULL. Looked for anew each time: a teardown lets others in. */
static PFLT_INSTANCE anyInstance(const SIM_SERVICE *service)
{
    for (uint32_t index = 0; index < Machine.volumeCount; index++) {
        const PFLT_INSTANCE instance = FltpFindInstance(service, Machine.volumes[index]);
        if (instance != NULL) {
            return instance;
        }
    }
    return NULL;
}

/* Windows waits here for every reference, an open server port's included, which then never goes away: with ports closed only
 * afterwards this call would not return. */
VOID FLTAPI FltUnregisterFilter(PFLT_FILTER Filter)
{
    VerifierIrql(APC_LEVEL, "FltUnregisterFilter");
    SIM_SERVICE *service = Filter->service;
    Filter->isUnregistering = true;
    FltpClosePorts(Filter);
    for (PFLT_INSTANCE instance = anyInstance(service); instance != NULL; instance = anyInstance(service)) {
        FltpDetachInstance(instance, FLTFL_INSTANCE_TEARDOWN_FILTER_UNLOAD);
    }
    while (Filter->activeCalls != 0) {
        (void)SimWait(SIM_WAIT_FOREVER);
    }
    service->filter = NULL;
    free(Filter);
    EtwFilterUnloaded(service);
}

void FltpCheckHeld(SIM_SERVICE *service)
{
    FltpCheckContexts(service);
    FltpCheckNames(service);
    if (service->heldObjects != 0) {
        VerifierReport("a driver left references to instances or volumes behind");
    }
    PoolCheck(service);
}

NTSTATUS FltpUnload(SIM_SERVICE *service, FLT_FILTER_UNLOAD_FLAGS flags)
{
    if (service->filter == NULL || service->isUnloading) {
        return service->isUnloading ? STATUS_FLT_DELETING_OBJECT : STATUS_FLT_DO_NOT_DETACH;
    }
    if (service->filter->registration.FilterUnloadCallback == NULL) {
        return STATUS_FLT_DO_NOT_DETACH;
    }
    service->isUnloading = true;
    const DRIVER_CALL call = VerifierEnterDriver(service, PASSIVE_LEVEL);
    const NTSTATUS status = service->filter->registration.FilterUnloadCallback(flags);
    VerifierLeaveDriver(call, PASSIVE_LEVEL);
    if (!NT_SUCCESS(status) && (flags & FLTFL_FILTER_UNLOAD_MANDATORY) == 0) {
        service->isUnloading = false;
        return status;
    }
    if (service->filter != NULL) {
        VerifierReport("a driver's unload routine returned without FltUnregisterFilter");
        FltUnregisterFilter(service->filter);
    }
    FltpCheckHeld(service);
    FltpForgetService(service);
    return STATUS_SUCCESS;
}

void FltpForgetService(SIM_SERVICE *service)
{
    uint32_t kept = 0;
    for (uint32_t index = 0; index < Machine.serviceCount; index++) {
        if (Machine.services[index] != service) {
            Machine.services[kept++] = Machine.services[index];
        }
    }
    Machine.serviceCount = kept;
    FltpDestroyService(service);
}

bool VerifierIsUnloading(const SIM_SERVICE *service)
{
    return service->isUnloading;
}

void FltpDestroyService(SIM_SERVICE *service)
{
    for (uint32_t index = 0; index < service->ruleCount; index++) {
        free(service->rules[index].pattern);
        free(service->rules[index].reason);
        free(service->rules[index].rawBytes);
    }
    free(service->rules);
    free(service->filter);
    free(service->name);
    free(service->driver);
    free(service->altitude);
    free(service->driverObjectName);
    free(service);
}

SIM_SERVICE *FltpFindService(TEXT name)
{
    for (uint32_t index = 0; index < Machine.serviceCount; index++) {
        if (TextEquals(TextOf(Machine.services[index]->name), name)) {
            return Machine.services[index];
        }
    }
    return NULL;
}
