/* What a port is made of. */
#pragma once

#include "fltport.h"

/* A message that a filter's thread waits for. Lives on that thread's stack. */
typedef struct OUTGOING {
    struct OUTGOING *next;
    uint64_t id;
    const void *bytes;
    uint32_t byteCount;
    void *reply;
    uint32_t replyCapacity, replyBytes;
    bool isFetched, isReplied;
    NTSTATUS status; /* of the reply */
} OUTGOING;

/* Both ends are a PFLT_PORT to the driver. */
struct _FLT_PORT {
    PFLT_PORT next; /* of all server ports, or of a filter's connections */
    PFLT_FILTER filter;
    bool isServer;
    PVOID cookie; /* the server port's, or the one that ConnectNotifyCallback returned for this client */
    PFLT_CONNECT_NOTIFY connect;
    PFLT_DISCONNECT_NOTIFY disconnect;
    PFLT_MESSAGE_NOTIFY message;

    char16_t *name; /* server port only, from here */
    LONG maxConnections, connectionCount;
    bool isForAdministrators;

    PFLT_PORT server; /* client port only, from here; NULL once the server port is closed */
    bool isConnected;
    bool hasHandle;      /* of the client */
    uint32_t users;      /* calls inside */
    OUTGOING *outgoing;  /* oldest first */
    void *pendingBuffer; /* of an overlapped FilterGetMessage */
    uint32_t pendingBytes;
    FLT_OVERLAPPED *pending;
};

/** Ends one use of a connection (users++ began it); the last one of a dead connection frees it. */
void PortRelease(PFLT_PORT connection);
