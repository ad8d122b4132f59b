/* A minifilter for tests: its callbacks do what the test says, and write down what happened. */
#pragma once

#include "../../native/sim/drivers.h"
#include "../../native/sim/fltmgr.h"

#include <stdbool.h>

typedef struct {
    /* what it does */
    FLT_PREOP_CALLBACK_STATUS preResult;
    NTSTATUS setupStatus, queryTeardownStatus, unloadStatus, connectStatus, messageStatus;
    bool hasQueryTeardown, hasMessage;
    bool freesBeforeUnregister, closesPortAfterUnregister, forgetsContext, forgetsName, leavesPool;
    bool asksUserInPre; /* waits for its client inside the pre-operation */
    LONG maxConnections;
    ULONG messageWrites;
    /* what happened */
    char journal[64];
    uint32_t journalCount;
    ULONG preCount, postCount, drainCount;
    KIRQL preIrql, postIrql, messageIrql;
    PVOID messageCookie, disconnectCookie;
    PVOID messageInput, messageOutput;
    ULONG messageInputBytes, messageOutputBytes;
    uint8_t connectContext[16];
    ULONG connectContextBytes;
    ULONG cleanupCount;
    NTSTATUS sendStatus;
    ULONG replyBytes;
    char reply[32];
    /* its own */
    PFLT_FILTER filter;
    PFLT_PORT server, client;
    uint32_t *memory; /* counts in the post-operation: read and written by callbacks */
} TEST_FILTER;

extern TEST_FILTER TestFilter;

/** Installs "TestFilter" at altitude 200000 with a port "\TestPort", everything allowed. */
void InstallTestFilter(void);
/** Also loads it and attaches it to D:. */
void StartTestFilter(void);
