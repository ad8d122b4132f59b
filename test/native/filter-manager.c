/* Loading, attaching, detaching and unloading, the rules of callbacks, and what the verifier sees. */
#include <pthread.h>

#include "filter-support.h"
#include "harness.h"
#include "probe-support.h"

static SIM_VOLUME *volumeD(void)
{
    return MachineFindMount(TEXT_LITERAL(u"D:"));
}

static uint32_t queryOnce(void)
{
    FS_BPIO_OUTPUT output;
    HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin");
    const uint32_t error = Send(file, FS_BPIO_OP_QUERY, 0, &output);
    CHECK(CloseHandle(file));
    return error;
}

TEST("FilterLoad: the HRESULT of each obstacle")
{
    AddMachine(26100);
    CHECK_EQUAL(FilterLoad(u"bpioprobe"), 0x80070522); /* the privilege is held and not enabled */
    EnableLoadPrivilege();
    CHECK_EQUAL(FilterLoad(u"bpioprobe"), 0x80070002);
    CHECK_EQUAL(FilterLoad(NULL), 0x80070057);
    static const uint32_t errors[] = {577, 193, 2001};
    for (uint32_t row = 0; row < 3; row++) {
        CHECK_EQUAL(SimInstallDriver(u"bpioprobe", errors[row]), 0);
        CHECK_ROW(row, FilterLoad(u"bpioprobe"), 0x80070000u | errors[row]);
    }
    CHECK_EQUAL(SimInstallDriver(u"bpioprobe", 0), 0);
    CHECK_EQUAL(FilterLoad(u"bpioprobe"), 0);
    CHECK_EQUAL(FilterLoad(u"bpioprobe"), 0x800700B7);
    CHECK_EQUAL(FilterUnload(u"bpioprobe"), 0);
    CHECK_EQUAL(FilterUnload(u"bpioprobe"), 0x801F0013);
    CHECK_EQUAL(SimSetMachine(u"TEST", 10, 0, 26100, 1, 0), 0);
    CHECK_EQUAL(FilterLoad(u"bpioprobe"), 0x80070522);
    CHECK_EQUAL(FilterAttach(u"bpioprobe", u"D:", NULL, 0, NULL), 0x80070005);
    CHECK_EQUAL(SimSetMachine(u"TEST", 10, 0, 26100, 1, 1), 0);
}

TEST("attach by name and at an altitude, several instances of one filter on a volume, in decimal order")
{
    char16_t created[32];
    AddMachine(26100);
    StartTestFilter();
    CHECK_EQUAL(FilterAttachAtAltitude(u"TestFilter", u"D:", u"200000.1", u"Upper", 64, created), 0);
    CHECK(TextIs(created, 5, u"Upper"));
    CHECK_EQUAL(FilterAttachAtAltitude(u"TestFilter", u"\\Device\\HarddiskVolume1", u"200000.09", NULL, 64, created), 0);
    CHECK(TextIs(created, 20, u"TestFilter 200000.09"));
    CHECK_EQUAL(FilterAttachAtAltitude(u"TestFilter", u"D:\\", u"99999.999999999999999999", u"Lower", 6, created), 0);
    CHECK(TextIs(created, 2, u"Lo") && created[2] == 0); /* cut to the buffer, ended by NUL */
    CHECK(TextEquals(TextOf(volumeD()->instances[0]->name), TEXT_LITERAL(u"Upper")));
    CHECK(TextEquals(TextOf(volumeD()->instances[1]->name), TEXT_LITERAL(u"TestFilter 200000.09")));
    CHECK(TextEquals(TextOf(volumeD()->instances[2]->name), TEXT_LITERAL(u"TestFilter Instance")));
    CHECK(TextEquals(TextOf(volumeD()->instances[3]->name), TEXT_LITERAL(u"Lower")));
    CHECK_EQUAL(queryOnce(), 0);
    CHECK_EQUAL(TestFilter.preCount, 4);
    CHECK_EQUAL(TestFilter.postCount, 4);
}

TEST("altitude and name collisions, unknown filter, volume and instance, a malformed altitude")
{
    AddMachine(26100);
    StartTestFilter();
    CHECK_EQUAL(FilterAttach(u"TestFilter", u"D:", NULL, 0, NULL), 0x801F0012);
    CHECK_EQUAL(FilterAttach(u"TestFilter", u"D:", u"Elsewhere", 0, NULL), 0x80070002);
    CHECK_EQUAL(FilterAttachAtAltitude(u"TestFilter", u"D:", u"0200000.00", u"Twin", 0, NULL), 0x801F0011);
    CHECK_EQUAL(FilterAttachAtAltitude(u"TestFilter", u"D:", u"1", u"testfilter instance", 0, NULL), 0x801F0012);
    CHECK_EQUAL(FilterAttachAtAltitude(u"TestFilter", u"D:", u"12a", u"Odd", 0, NULL), 0x80070057);
    CHECK_EQUAL(FilterAttachAtAltitude(u"TestFilter", u"D:", u"", u"Odd", 0, NULL), 0x80070057);
    CHECK_EQUAL(FilterAttach(u"Nobody", u"D:", NULL, 0, NULL), 0x801F0013);
    CHECK_EQUAL(FilterAttach(u"TestFilter", u"Q:", NULL, 0, NULL), 0x801F0014);
    CHECK_EQUAL(FilterDetach(u"TestFilter", u"D:", u"Nobody"), 0x801F0015);
    CHECK_EQUAL(volumeD()->instanceCount, 1);
}

TEST("instance callbacks: set-up may decline, detaching by hand asks first, teardown starts and completes")
{
    AddMachine(26100);
    InstallTestFilter();
    CHECK_EQUAL(FilterLoad(u"TestFilter"), 0);
    TestFilter.setupStatus = STATUS_FLT_DO_NOT_ATTACH;
    CHECK_EQUAL(FilterAttach(u"TestFilter", u"D:", NULL, 0, NULL), 0x801F000F);
    CHECK_EQUAL(volumeD()->instanceCount, 0);
    TestFilter.setupStatus = STATUS_SUCCESS;
    CHECK_EQUAL(FilterAttach(u"TestFilter", u"D:", NULL, 0, NULL), 0);
    TestFilter.queryTeardownStatus = STATUS_FLT_DO_NOT_DETACH;
    CHECK_EQUAL(FilterDetach(u"TestFilter", u"D:", NULL), 0x801F0010);
    TestFilter.queryTeardownStatus = STATUS_SUCCESS;
    CHECK_EQUAL(FilterDetach(u"TestFilter", u"D:", NULL), 0);
    CHECK_EQUAL(FilterAttach(u"TestFilter", u"D:", NULL, 0, NULL), 0);
    CHECK_EQUAL(FilterUnload(u"TestFilter"), 0);
    CHECK(strcmp(TestFilter.journal, "MMqqscMUuc") == 0);
}

TEST("a filter without InstanceQueryTeardownCallback cannot be detached by hand")
{
    AddMachine(26100);
    InstallTestFilter();
    TestFilter.hasQueryTeardown = false;
    CHECK_EQUAL(FilterLoad(u"TestFilter"), 0);
    CHECK_EQUAL(FilterAttach(u"TestFilter", u"D:", NULL, 0, NULL), 0);
    CHECK_EQUAL(FilterDetach(u"TestFilter", u"D:", NULL), 0x801F0010);
}

TEST("an unload that is not mandatory may be refused; one without an unload routine always is")
{
    AddMachine(26100);
    StartTestFilter();
    TestFilter.unloadStatus = STATUS_FLT_DO_NOT_DETACH;
    CHECK_EQUAL(FilterUnload(u"TestFilter"), 0x801F0010);
    CHECK_EQUAL(queryOnce(), 0);
    CHECK_EQUAL(TestFilter.preCount, 1);
    AddOptedInFilter(u"Plain", u"1");
    CHECK_EQUAL(FilterUnload(u"Plain"), 0x801F0010);
}

TEST("a volume that is dismounted tears its instances down; handles on it fail, attaching finds nothing")
{
    FS_BPIO_OUTPUT output;
    AddMachine(26100);
    StartTestFilter();
    WIN32_FIND_DATAW data;
    HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin");
    HANDLE find = FindFirstFileExW(u"D:\\*", FindExInfoBasic, &data, 0, NULL, 0);
    CHECK_EQUAL(SimRemoveVolume(u"D:"), 0);
    CHECK(strcmp(TestFilter.journal, "Mvc") == 0);
    CHECK_EQUAL(Send(file, FS_BPIO_OP_QUERY, 0, &output), 21);
    CHECK(!FindNextFileW(find, &data) && GetLastError() == 21);
    CHECK(FindClose(find));
    CHECK_EQUAL(FilterAttach(u"TestFilter", u"D:", NULL, 0, NULL), 0x801F0014);
    CHECK(OpenForRead(u"D:\\Games\\pak0.bin") == INVALID_HANDLE_VALUE);
    CHECK_EQUAL(SimRemoveVolume(u"D:"), 3);
    CHECK(CloseHandle(file));
    CHECK_EQUAL(FilterUnload(u"TestFilter"), 0);
}

TEST("callbacks: PASSIVE_LEVEL down, DISPATCH_LEVEL back, and back in the same thread at PASSIVE_LEVEL for SYNCHRONIZE")
{
    AddMachine(26100);
    StartTestFilter();
    CHECK_EQUAL(queryOnce(), 0);
    CHECK_EQUAL(TestFilter.preIrql, PASSIVE_LEVEL);
    CHECK_EQUAL(TestFilter.postIrql, DISPATCH_LEVEL);
    TestFilter.preResult = FLT_PREOP_SYNCHRONIZE;
    CHECK_EQUAL(queryOnce(), 0);
    CHECK_EQUAL(TestFilter.postIrql, PASSIVE_LEVEL);
    TestFilter.preResult = FLT_PREOP_SUCCESS_NO_CALLBACK;
    CHECK_EQUAL(queryOnce(), 0);
    CHECK_EQUAL(TestFilter.postCount, 2);
    TestFilter.preResult = FLT_PREOP_COMPLETE;
    CHECK_EQUAL(queryOnce(), 5);
    CHECK_EQUAL(TestFilter.postCount, 2);
}

TEST("IRQL rules are asserted: what a driver calls too high is reported by name")
{
    KIRQL irql, old;
    KSPIN_LOCK lock;
    PFLT_INSTANCE instance = NULL;
    AddMachine(26100);
    StartTestFilter();
    instance = volumeD()->instances[0];
    PFLT_CONTEXT context = NULL;
    (void)SimRecordViolations(1);
    KeInitializeSpinLock(&lock);
    KeAcquireSpinLock(&lock, &irql);
    (void)FltGetInstanceContext(instance, &context);
    CHECK(strstr(SimLastViolation(), "FltGetInstanceContext was called at IRQL 2, above 1") != NULL);
    SimAssertPaged("Paged");
    CHECK(strstr(SimLastViolation(), "Paged was called at IRQL 2") != NULL);
    KeAcquireSpinLock(&lock, &old);
    CHECK(strstr(SimLastViolation(), "deadlock") != NULL);
    KeReleaseSpinLock(&lock, irql);
    KeReleaseSpinLock(&lock, irql);
    CHECK_EQUAL(KeGetCurrentIrql(), PASSIVE_LEVEL);
    CHECK(SimRecordViolations(0) >= 4);
}

TEST("leaks are counted at unload: pool, names, contexts")
{
    for (uint32_t row = 0; row < 3; row++) {
        AddMachine(26100);
        StartTestFilter();
        (void)SimRecordViolations(1);
        TestFilter.leavesPool = row == 0;
        TestFilter.forgetsName = row == 1;
        PFLT_CONTEXT context = NULL;
        if (row == 2) {
            CHECK_EQUAL(FltAllocateContext(TestFilter.filter, FLT_INSTANCE_CONTEXT, 8, NonPagedPoolNx, &context), 0);
        }
        CHECK_EQUAL(queryOnce(), 0);
        CHECK_EQUAL(FilterUnload(u"TestFilter"), 0);
        static const char *const rules[] = {"pool memory behind", "name information", "context unreleased"};
        CHECK_ROW(row, strstr(SimLastViolation(), rules[row]) != NULL, 1);
        CHECK_ROW(row, SimRecordViolations(0), 1);
        CHECK_EQUAL(SimReset(), 0);
    }
}

TEST("contexts: kept or replaced, found again, gone with the instance, the stream or the last reference")
{
    PFLT_CONTEXT first, second, found, old;
    AddMachine(26100);
    StartTestFilter();
    PFLT_INSTANCE instance = volumeD()->instances[0];
    CHECK_EQUAL(FltAllocateContext(TestFilter.filter, FLT_INSTANCE_CONTEXT, 9, PagedPool, &first), STATUS_FLT_CONTEXT_ALLOCATION_NOT_FOUND);
    CHECK_EQUAL(FltGetInstanceContext(instance, &found), STATUS_NOT_FOUND);
    CHECK_EQUAL(FltAllocateContext(TestFilter.filter, FLT_INSTANCE_CONTEXT, 8, PagedPool, &first), 0);
    CHECK_EQUAL(FltAllocateContext(TestFilter.filter, FLT_INSTANCE_CONTEXT, 8, PagedPool, &second), 0);
    CHECK_EQUAL(FltSetInstanceContext(instance, FLT_SET_CONTEXT_KEEP_IF_EXISTS, first, NULL), 0);
    CHECK_EQUAL(FltSetInstanceContext(instance, FLT_SET_CONTEXT_KEEP_IF_EXISTS, second, &old), STATUS_FLT_CONTEXT_ALREADY_DEFINED);
    CHECK(old == first);
    FltReleaseContext(old);
    CHECK_EQUAL(FltSetInstanceContext(instance, FLT_SET_CONTEXT_REPLACE_IF_EXISTS, second, NULL), 0);
    CHECK_EQUAL(TestFilter.cleanupCount, 0);
    FltReleaseContext(first);
    CHECK_EQUAL(TestFilter.cleanupCount, 1);
    CHECK_EQUAL(FltGetInstanceContext(instance, &found), 0);
    CHECK(found == second);
    FltReleaseContext(found);
    FltReleaseContext(second);

    HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin");
    PFILE_OBJECT object = NULL;
    CHECK_EQUAL(ObReferenceObjectByHandle(file, 0, *IoFileObjectType, UserMode, (PVOID *)&object, NULL), 0);
    CHECK_EQUAL(FltAllocateContext(TestFilter.filter, FLT_STREAM_CONTEXT, 40, PagedPool, &first), 0);
    CHECK_EQUAL(FltSetStreamContext(instance, object, FLT_SET_CONTEXT_KEEP_IF_EXISTS, first, NULL), 0);
    FltReleaseContext(first);
    CHECK_EQUAL(FltGetStreamContext(instance, object, &found), 0);
    FltReleaseContext(found);
    ObDereferenceObject(object);
    CHECK(CloseHandle(file)); /* the stream's last handle */
    CHECK_EQUAL(TestFilter.cleanupCount, 2);
    CHECK_EQUAL(FilterUnload(u"TestFilter"), 0);
    CHECK_EQUAL(TestFilter.cleanupCount, 3);
}

/* The rule of unloading (port, unregister, then free), with a request still under way in another thread. */

static void *queryInThread(void *argument)
{
    UNREFERENCED_PARAMETER(argument);
    (void)queryOnce();
    return NULL;
}

/* The filter's upper instance waits for its answer, the lower one for its client. Unloading drains the upper and frees the lower. */
static void unloadUnderWay(void)
{
    HANDLE port;
    pthread_t thread;
    uint8_t message[64];
    CHECK_EQUAL(FilterAttachAtAltitude(u"TestFilter", u"D:", u"100000", u"Lower", 0, NULL), 0);
    CHECK_EQUAL(FilterConnectCommunicationPort(u"\\TestPort", 0, NULL, 0, NULL, &port), 0);
    TestFilter.asksUserInPre = true;
    CHECK_EQUAL(pthread_create(&thread, NULL, queryInThread, NULL), 0);
    CHECK_EQUAL(FilterGetMessage(port, message, sizeof(message), NULL), 0); /* the upper instance asks */
    struct {
        FILTER_REPLY_HEADER header;
        char text[4];
    } reply = {.text = "yes"};
    memcpy(&reply.header.MessageId, message + 8, 8);
    CHECK_EQUAL(FilterReplyMessage(port, &reply, sizeof(reply)), 0);
    CHECK_EQUAL(FilterGetMessage(port, message, sizeof(message), NULL), 0); /* now the lower one: it gets no reply */
    CHECK_EQUAL(FilterUnload(u"TestFilter"), 0);
    CHECK_EQUAL(pthread_join(thread, NULL), 0);
    CHECK_EQUAL(FilterSendMessage(port, NULL, 0, NULL, 0, &(uint32_t){0}), 0x80070006);
    CHECK(CloseHandle(port));
}

TEST("unload drains: an answer that is awaited comes as DRAINING, a callback that runs is waited for, memory is safe")
{
    AddMachine(26100);
    StartTestFilter();
    unloadUnderWay();
    CHECK_EQUAL(TestFilter.drainCount, 1);
    CHECK_EQUAL(TestFilter.sendStatus, STATUS_PORT_DISCONNECTED);
    CHECK(strchr(TestFilter.journal, 'd') != NULL);
}

TEST("the unload order port, unregister, free: its reverse is caught, memory written after it was freed")
{
    AddMachine(26100);
    StartTestFilter();
    (void)SimRecordViolations(1);
    TestFilter.freesBeforeUnregister = true;
    unloadUnderWay();
    CHECK(strstr(SimLastViolation(), "written after it was freed") != NULL);
    CHECK_EQUAL(SimRecordViolations(0), 1);
}

TEST("the unload order port, unregister, free: a server port that is still open is caught")
{
    AddMachine(26100);
    StartTestFilter();
    (void)SimRecordViolations(1);
    TestFilter.closesPortAfterUnregister = true;
    CHECK_EQUAL(FilterUnload(u"TestFilter"), 0);
    CHECK(strstr(SimLastViolation(), "server port open") != NULL);
    CHECK_EQUAL(SimRecordViolations(0), 1);
}

/* Attach and detach while queries run in other threads. */

enum { QUERY_ROUNDS = 1500, ATTACH_ROUNDS = 400 };

static void *queryMany(void *argument)
{
    UNREFERENCED_PARAMETER(argument);
    for (uint32_t round = 0; round < QUERY_ROUNDS; round++) {
        (void)queryOnce();
    }
    return NULL;
}

TEST("threads: the probe loads, attaches, asks, detaches and unloads while others query")
{
    pthread_t threads[2];
    AddMachine(26100);
    AddOptedInFilter(u"Crypt", u"141000");
    CHECK_EQUAL(SimAddVeto(u"Crypt", u"*", 0xC00004C9, u"no"), 0);
    EnableLoadPrivilege();
    CHECK_EQUAL(SimInstallDriver(u"bpioprobe", 0), 0);
    for (uint32_t index = 0; index < 2; index++) {
        CHECK_EQUAL(pthread_create(&threads[index], NULL, queryMany, NULL), 0);
    }
    HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin");
    for (uint32_t round = 0; round < ATTACH_ROUNDS; round++) {
        HANDLE port;
        PROBE_ANSWER answer;
        CHECK_EQUAL(FilterLoad(u"bpioprobe"), 0);
        CHECK_EQUAL(FilterConnectCommunicationPort(u"\\BypassIoProbe", 0, NULL, 0, NULL, &port), 0);
        CHECK_EQUAL(FilterAttach(u"bpioprobe", u"D:", NULL, 0, NULL), 0);
        CHECK_EQUAL(FilterAttachAtAltitude(u"bpioprobe", u"D:", u"150000", u"Ask 0", 0, NULL), 0);
        CHECK_EQUAL(AskProbe(port, file, u"Ask 0", &answer), 0);
        CHECK(CloseHandle(port));
        CHECK_EQUAL(FilterUnload(u"bpioprobe"), 0);
    }
    for (uint32_t index = 0; index < 2; index++) {
        CHECK_EQUAL(pthread_join(threads[index], NULL), 0);
    }
    CHECK(CloseHandle(file));
}
