/* What minifilters ask about instances and volumes. Everything handed out is counted, and released with FltObjectDereference. */
#include "fltlib-entry.h"
#include "fltmgr.h"
#include "lock.h"
#include "open.h"

static void hold(uint32_t *references)
{
    (*references)++;
    if (VerifierDriver() != NULL) {
        VerifierDriver()->heldObjects++;
    }
}

VOID FLTAPI FltObjectDereference(PVOID FltObject)
{
    VerifierIrql(APC_LEVEL, "FltObjectDereference");
    uint32_t *references = *(uint32_t *)FltObject == FLT_OBJECT_INSTANCE ? &((PFLT_INSTANCE)FltObject)->references
                                                                        : &((SIM_VOLUME *)FltObject)->references;
    if (*references == 0) {
        VerifierReport("FltObjectDereference without a reference");
        return;
    }
    (*references)--;
    if (VerifierDriver() != NULL) {
        VerifierDriver()->heldObjects--;
    }
    SimWake(); /* a teardown may wait for it */
}

static bool isWanted(PFLT_INSTANCE instance, PFLT_FILTER filter)
{
    return filter == NULL || instance->filter == filter;
}

/* Volume by volume, highest altitude first. */
NTSTATUS FLTAPI FltEnumerateInstances(PFLT_VOLUME Volume, PFLT_FILTER Filter, PFLT_INSTANCE *InstanceList, ULONG InstanceListSize,
                                      PULONG NumberInstancesReturned)
{
    VerifierIrql(APC_LEVEL, "FltEnumerateInstances");
    ULONG count = 0;
    for (uint32_t at = 0; at < Machine.volumeCount; at++) {
        const SIM_VOLUME *volume = Machine.volumes[at];
        for (uint32_t index = 0; index < volume->instanceCount && (Volume == NULL || Volume == volume); index++) {
            count += isWanted(volume->instances[index], Filter);
        }
    }
    *NumberInstancesReturned = count;
    if (count > InstanceListSize) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    for (uint32_t at = 0, filled = 0; at < Machine.volumeCount; at++) {
        const SIM_VOLUME *volume = Machine.volumes[at];
        for (uint32_t index = 0; index < volume->instanceCount && (Volume == NULL || Volume == volume); index++) {
            if (isWanted(volume->instances[index], Filter)) {
                hold(&volume->instances[index]->references);
                InstanceList[filled++] = volume->instances[index];
            }
        }
    }
    return STATUS_SUCCESS;
}

static TEXT textOfString(PCUNICODE_STRING string)
{
    return string == NULL ? (TEXT){NULL, 0}
                          : (TEXT){(const char16_t *)string->Buffer, string->Length / (uint32_t)sizeof(WCHAR)};
}

NTSTATUS FLTAPI FltGetVolumeInstanceFromName(PFLT_FILTER Filter, PFLT_VOLUME Volume, PCUNICODE_STRING InstanceName,
                                             PFLT_INSTANCE *RetInstance)
{
    VerifierIrql(APC_LEVEL, "FltGetVolumeInstanceFromName");
    *RetInstance = FltpFindInstanceByName(Filter == NULL ? NULL : Filter->service, Volume, textOfString(InstanceName));
    if (*RetInstance == NULL) {
        return STATUS_FLT_INSTANCE_NOT_FOUND;
    }
    hold(&(*RetInstance)->references);
    return STATUS_SUCCESS;
}

NTSTATUS FLTAPI FltGetVolumeFromInstance(PFLT_INSTANCE Instance, PFLT_VOLUME *RetVolume)
{
    VerifierIrql(APC_LEVEL, "FltGetVolumeFromInstance");
    *RetVolume = Instance->volume;
    hold(&Instance->volume->references);
    return STATUS_SUCCESS;
}

/* A handle to a device that no file system stands behind has no volume here. */
NTSTATUS FLTAPI FltGetVolumeFromFileObject(PFLT_FILTER Filter, PFILE_OBJECT FileObject, PFLT_VOLUME *RetVolume)
{
    VerifierIrql(APC_LEVEL, "FltGetVolumeFromFileObject");
    UNREFERENCED_PARAMETER(Filter);
    const SIM_OPEN *open = FileObject->FsContext2;
    *RetVolume = NULL;
    if (open->volume == NULL || open->volume->isGone || open->kind == OpenDisk || open->kind == OpenVolumeDevice) {
        return STATUS_FLT_VOLUME_NOT_FOUND;
    }
    *RetVolume = open->volume;
    hold(&open->volume->references);
    return STATUS_SUCCESS;
}

NTSTATUS FLTAPI FltGetInstanceInformation(PFLT_INSTANCE Instance, INSTANCE_INFORMATION_CLASS InformationClass, PVOID Buffer,
                                          ULONG BufferSize, PULONG BytesReturned)
{
    VerifierIrql(APC_LEVEL, "FltGetInstanceInformation");
    if (InformationClass < InstanceBasicInformation || InformationClass > InstanceAggregateStandardInformation) {
        return STATUS_INVALID_PARAMETER;
    }
    ENTRY_BUFFER out = {Buffer, BufferSize, BytesReturned};
    return EntryWriteInstance(Instance, (uint32_t)InformationClass, &out) == HRESULT_OK ? STATUS_SUCCESS
                                                                                       : STATUS_BUFFER_TOO_SMALL;
}

NTSTATUS FLTAPI FltDetachVolume(PFLT_FILTER Filter, PFLT_VOLUME Volume, PCUNICODE_STRING InstanceName)
{
    VerifierIrql(PASSIVE_LEVEL, "FltDetachVolume");
    const PFLT_INSTANCE instance = FltpFindInstanceByName(Filter->service, Volume, textOfString(InstanceName));
    return instance == NULL ? STATUS_FLT_INSTANCE_NOT_FOUND : FltpDetachManually(instance);
}
