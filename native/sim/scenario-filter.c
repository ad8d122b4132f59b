/* The minifilter behind every filter of a scenario: refuses BypassIO on paths that match its rules. */
#include "fltmgr.h"
#include "ntfs.h"

static const SCENARIO_RULE *findRule(const SIM_SERVICE *service, PFILE_OBJECT fileObject)
{
    TEXT path = {NULL, 0};
    if (service->ruleCount != 0) {
        path = FsFullPath(fileObject);
    }
    for (uint32_t index = 0; index < service->ruleCount; index++) {
        const SCENARIO_RULE *rule = &service->rules[index];
        if (TextMatches((TEXT){rule->pattern, rule->patternCount}, path)) {
            return rule;
        }
    }
    return NULL;
}

static FLT_PREOP_CALLBACK_STATUS answerRaw(PFLT_CALLBACK_DATA data, const SCENARIO_RULE *rule)
{
    const ULONG capacity = data->Iopb->Parameters.FileSystemControl.Buffered.OutputBufferLength;
    const ULONG bytes = rule->rawCount < capacity ? rule->rawCount : capacity;
    if (bytes != 0) {
        memcpy(data->Iopb->Parameters.FileSystemControl.Buffered.SystemBuffer, rule->rawBytes, bytes);
    }
    data->IoStatus.Status = STATUS_SUCCESS;
    data->IoStatus.Information = rule->rawReturned;
    return FLT_PREOP_COMPLETE;
}

static FLT_PREOP_CALLBACK_STATUS answerVeto(PFLT_CALLBACK_DATA data, PCFLT_RELATED_OBJECTS objects, const SCENARIO_RULE *rule)
{
    const TEXT reason = TextOf(rule->reason);
    const UNICODE_STRING text = {(USHORT)(reason.count * sizeof(WCHAR)), (USHORT)(reason.count * sizeof(WCHAR)), rule->reason};
    const NTSTATUS status = FltVetoBypassIo(data, objects, rule->status, &text);
    data->IoStatus.Status = status;
    data->IoStatus.Information = NT_SUCCESS(status) ? sizeof(FS_BPIO_OUTPUT) : 0;
    return FLT_PREOP_COMPLETE;
}

static FLT_PREOP_CALLBACK_STATUS preFsControl(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS FltObjects,
                                              PVOID *CompletionContext)
{
    *CompletionContext = NULL;
    const FLT_PARAMETERS *parameters = &Data->Iopb->Parameters;
    if (parameters->FileSystemControl.Buffered.FsControlCode != FSCTL_MANAGE_BYPASS_IO ||
        parameters->FileSystemControl.Buffered.InputBufferLength < sizeof(FS_BPIO_INPUT) ||
        Machine.build < SIM_FIRST_BYPASSIO_BUILD) { /* Windows 10 filters do not know the request */
        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    }
    int32_t operation;
    memcpy(&operation, parameters->FileSystemControl.Buffered.SystemBuffer, sizeof(operation));
    if (operation != FS_BPIO_OP_ENABLE && operation != FS_BPIO_OP_QUERY) {
        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    }
    const SCENARIO_RULE *rule = findRule(FltObjects->Filter->service, Data->Iopb->TargetFileObject);
    if (rule == NULL) {
        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    }
    return rule->rawBytes != NULL ? answerRaw(Data, rule) : answerVeto(Data, FltObjects, rule);
}

static FLT_PREOP_CALLBACK_STATUS preReadWrite(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS FltObjects,
                                              PVOID *CompletionContext)
{
    UNREFERENCED_PARAMETER(Data);
    UNREFERENCED_PARAMETER(FltObjects);
    *CompletionContext = NULL;
    return FLT_PREOP_SUCCESS_NO_CALLBACK;
}

static const FLT_OPERATION_REGISTRATION controlOnly[] = {
    {IRP_MJ_FILE_SYSTEM_CONTROL, 0, preFsControl, NULL, NULL},
    {IRP_MJ_OPERATION_END, 0, NULL, NULL, NULL},
};

/* Registering these two is what makes the opt-in bit necessary. */
static const FLT_OPERATION_REGISTRATION controlReadWrite[] = {
    {IRP_MJ_READ, 0, preReadWrite, NULL, NULL},
    {IRP_MJ_WRITE, 0, preReadWrite, NULL, NULL},
    {IRP_MJ_FILE_SYSTEM_CONTROL, 0, preFsControl, NULL, NULL},
    {IRP_MJ_OPERATION_END, 0, NULL, NULL, NULL},
};

NTSTATUS ScenarioFilterEntry(SIM_SERVICE *service)
{
    const FLT_REGISTRATION registration = {
        .Size = sizeof(FLT_REGISTRATION),
        .Version = FLT_REGISTRATION_VERSION,
        .OperationRegistration = service->filtersReadWrite ? controlReadWrite : controlOnly,
    };
    PFLT_FILTER filter;
    const NTSTATUS status = FltRegisterFilter(&service->driverObject, &registration, &filter);
    return NT_SUCCESS(status) ? FltStartFiltering(filter) : status;
}
