/* Contexts: memory that a filter hangs on an instance or a stream. It goes with what it hangs on, or with the last reference. */
#include "fltmgr.h"

#include <stdlib.h>

struct FLT_CONTEXT_HEAD {
    struct FLT_CONTEXT_HEAD *nextOfService;
    struct FLT_CONTEXT_HEAD *nextOfStream;
    SIM_SERVICE *service;
    PFLT_INSTANCE instance; /* that set it */
    PFLT_CONTEXT_CLEANUP_CALLBACK cleanup;
    FLT_CONTEXT_TYPE type;
    uint32_t references;
    bool isLinked;
    _Alignas(16) uint8_t data[];
};
typedef struct FLT_CONTEXT_HEAD HEAD;

static HEAD *headOf(PFLT_CONTEXT context)
{
    return (HEAD *)(void *)((uint8_t *)context - offsetof(HEAD, data));
}

static const FLT_CONTEXT_REGISTRATION *findRegistration(PFLT_FILTER filter, FLT_CONTEXT_TYPE type, SIZE_T bytes)
{
    const FLT_CONTEXT_REGISTRATION *entry = filter->registration.ContextRegistration;
    for (; entry != NULL && entry->ContextType != FLT_CONTEXT_END; entry++) {
        if (entry->ContextType == type && (entry->Size == bytes || entry->Size == FLT_VARIABLE_SIZED_CONTEXTS)) {
            return entry;
        }
    }
    return NULL;
}

NTSTATUS FLTAPI FltAllocateContext(PFLT_FILTER Filter, FLT_CONTEXT_TYPE ContextType, SIZE_T ContextSize, POOL_TYPE PoolType,
                                   PFLT_CONTEXT *ReturnedContext)
{
    VerifierIrql(PoolType == PagedPool ? APC_LEVEL : DISPATCH_LEVEL, "FltAllocateContext");
    *ReturnedContext = NULL;
    const FLT_CONTEXT_REGISTRATION *entry = findRegistration(Filter, ContextType, ContextSize);
    if (entry == NULL) {
        return STATUS_FLT_CONTEXT_ALLOCATION_NOT_FOUND;
    }
    HEAD *head = KernelAllocate(sizeof(*head) + ContextSize);
    if (head == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    memset(head->data, 0xCD, ContextSize); /* Windows does not clear it either */
    head->service = Filter->service;
    head->cleanup = entry->ContextCleanupCallback;
    head->type = ContextType;
    head->references = 1;
    head->nextOfService = Filter->service->contexts;
    Filter->service->contexts = head;
    *ReturnedContext = head->data;
    return STATUS_SUCCESS;
}

static void destroy(HEAD *head)
{
    HEAD **link = &head->service->contexts;
    while (*link != head) {
        link = &(*link)->nextOfService;
    }
    *link = head->nextOfService;
    free(head);
}

static void unreference(HEAD *head)
{
    if (--head->references != 0) {
        return;
    }
    if (head->cleanup != NULL) {
        const DRIVER_CALL call = VerifierEnterDriver(head->service, APC_LEVEL);
        head->cleanup(head->data, head->type);
        VerifierLeaveDriver(call, APC_LEVEL);
    }
    destroy(head);
}

VOID FLTAPI FltReferenceContext(PFLT_CONTEXT Context)
{
    headOf(Context)->references++;
}

VOID FLTAPI FltReleaseContext(PFLT_CONTEXT Context)
{
    VerifierIrql(DISPATCH_LEVEL, "FltReleaseContext");
    unreference(headOf(Context));
}

/* `slot` holds what is set now. The object has a reference of its own, which ends with it. */
static NTSTATUS setIn(HEAD **slot, PFLT_INSTANCE instance, FLT_SET_CONTEXT_OPERATION operation, HEAD *head, PFLT_CONTEXT *old)
{
    if (old != NULL) {
        *old = NULL;
    }
    if (head->isLinked) {
        VerifierReport("a context was set that is already attached to an object");
        return STATUS_INVALID_PARAMETER;
    }
    HEAD *present = *slot;
    if (present != NULL && operation == FLT_SET_CONTEXT_KEEP_IF_EXISTS) {
        if (old != NULL) {
            present->references++;
            *old = present->data;
        }
        return STATUS_FLT_CONTEXT_ALREADY_DEFINED;
    }
    head->instance = instance;
    head->isLinked = true;
    head->references++;
    head->nextOfStream = present == NULL ? NULL : present->nextOfStream;
    *slot = head;
    if (present != NULL) {
        present->isLinked = false;
        if (old != NULL) {
            *old = present->data; /* with the object's reference */
        } else {
            unreference(present);
        }
    }
    return STATUS_SUCCESS;
}

NTSTATUS FLTAPI FltSetInstanceContext(PFLT_INSTANCE Instance, FLT_SET_CONTEXT_OPERATION Operation, PFLT_CONTEXT NewContext,
                                      PFLT_CONTEXT *OldContext)
{
    VerifierIrql(APC_LEVEL, "FltSetInstanceContext");
    return Instance->isDetaching ? STATUS_FLT_DELETING_OBJECT
                                 : setIn(&Instance->context, Instance, Operation, headOf(NewContext), OldContext);
}

static NTSTATUS get(HEAD *head, PFLT_CONTEXT *context)
{
    *context = NULL;
    if (head == NULL) {
        return STATUS_NOT_FOUND;
    }
    head->references++;
    *context = head->data;
    return STATUS_SUCCESS;
}

NTSTATUS FLTAPI FltGetInstanceContext(PFLT_INSTANCE Instance, PFLT_CONTEXT *Context)
{
    VerifierIrql(APC_LEVEL, "FltGetInstanceContext");
    return get(Instance->context, Context);
}

/* Every instance has one context of its own on a stream. The end of the list when it has none yet. */
static HEAD **slotOnStream(SIM_STREAM *stream, PFLT_INSTANCE instance)
{
    HEAD **slot = &stream->contexts;
    while (*slot != NULL && (*slot)->instance != instance) {
        slot = &(*slot)->nextOfStream;
    }
    return slot;
}

NTSTATUS FLTAPI FltSetStreamContext(PFLT_INSTANCE Instance, PFILE_OBJECT FileObject, FLT_SET_CONTEXT_OPERATION Operation,
                                    PFLT_CONTEXT NewContext, PFLT_CONTEXT *OldContext)
{
    VerifierIrql(APC_LEVEL, "FltSetStreamContext");
    if (FileObject->FsContext == NULL) {
        return STATUS_NOT_SUPPORTED; /* a volume open has no stream */
    }
    if (Instance->isDetaching) {
        return STATUS_FLT_DELETING_OBJECT;
    }
    return setIn(slotOnStream(FileObject->FsContext, Instance), Instance, Operation, headOf(NewContext), OldContext);
}

NTSTATUS FLTAPI FltGetStreamContext(PFLT_INSTANCE Instance, PFILE_OBJECT FileObject, PFLT_CONTEXT *Context)
{
    VerifierIrql(APC_LEVEL, "FltGetStreamContext");
    *Context = NULL;
    return FileObject->FsContext == NULL ? STATUS_NOT_SUPPORTED : get(*slotOnStream(FileObject->FsContext, Instance), Context);
}

void FltpDropContext(HEAD **slot)
{
    HEAD *head = *slot;
    if (head != NULL) {
        *slot = head->nextOfStream;
        head->isLinked = false;
        unreference(head);
    }
}

void FltpDropStreamContexts(SIM_STREAM *stream, const struct _FLT_INSTANCE *instance)
{
    for (HEAD **slot = &stream->contexts; *slot != NULL;) {
        if (instance == NULL || (*slot)->instance == instance) {
            FltpDropContext(slot);
        } else {
            slot = &(*slot)->nextOfStream;
        }
    }
}

void FltpDropContextsOfInstance(PFLT_INSTANCE instance)
{
    FltpDropContext(&instance->context);
    for (uint32_t bucket = 0; instance->service->contexts != NULL && bucket < Machine.streamBucketCount; bucket++) {
        for (SIM_STREAM *stream = Machine.streamBuckets[bucket]; stream != NULL; stream = stream->nextInBucket) {
            FltpDropStreamContexts(stream, instance);
        }
    }
}

void FltpCheckContexts(SIM_SERVICE *service)
{
    while (service->contexts != NULL) {
        VerifierReport("a driver left a context unreleased");
        destroy(service->contexts);
    }
}
