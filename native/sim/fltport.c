/* Communication ports. A server port takes connections; each has messages in both directions. Source: fltkernel.h and fltuser.h
 * pages of the Windows documentation. */
#include "fltport-internal.h"
#include "lock.h"

#include <stdlib.h>

static PFLT_PORT servers, connections;

/* Stands for the descriptor that FltBuildDefaultSecurityDescriptor makes: administrators and SYSTEM only. */
typedef struct {
    bool isForAdministrators;
} SIM_SECURITY;

NTSTATUS FLTAPI FltBuildDefaultSecurityDescriptor(PSECURITY_DESCRIPTOR *SecurityDescriptor, ACCESS_MASK DesiredAccess)
{
    VerifierIrql(PASSIVE_LEVEL, "FltBuildDefaultSecurityDescriptor");
    UNREFERENCED_PARAMETER(DesiredAccess);
    SIM_SECURITY *security = KernelAllocate(sizeof(*security));
    *SecurityDescriptor = security;
    if (security == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    security->isForAdministrators = true;
    if (VerifierDriver() != NULL) {
        VerifierDriver()->heldObjects++;
    }
    return STATUS_SUCCESS;
}

VOID FLTAPI FltFreeSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor)
{
    VerifierIrql(APC_LEVEL, "FltFreeSecurityDescriptor");
    if (VerifierDriver() != NULL) {
        VerifierDriver()->heldObjects--;
    }
    free(SecurityDescriptor);
}

static PFLT_PORT findServer(TEXT name)
{
    PFLT_PORT port = servers;
    while (port != NULL && !TextEquals(TextOf(port->name), name)) {
        port = port->next;
    }
    return port;
}

static void removeFrom(PFLT_PORT *list, PFLT_PORT port)
{
    while (*list != NULL && *list != port) {
        list = &(*list)->next;
    }
    if (*list != NULL) {
        *list = port->next;
    }
}

NTSTATUS FLTAPI FltCreateCommunicationPort(PFLT_FILTER Filter, PFLT_PORT *ServerPort, POBJECT_ATTRIBUTES ObjectAttributes,
                                           PVOID ServerPortCookie, PFLT_CONNECT_NOTIFY ConnectNotifyCallback,
                                           PFLT_DISCONNECT_NOTIFY DisconnectNotifyCallback,
                                           PFLT_MESSAGE_NOTIFY MessageNotifyCallback, LONG MaxConnections)
{
    VerifierIrql(PASSIVE_LEVEL, "FltCreateCommunicationPort");
    *ServerPort = NULL;
    if (ObjectAttributes == NULL || ObjectAttributes->ObjectName == NULL || ConnectNotifyCallback == NULL ||
        DisconnectNotifyCallback == NULL || MaxConnections <= 0 || (ObjectAttributes->Attributes & OBJ_KERNEL_HANDLE) == 0) {
        return STATUS_INVALID_PARAMETER;
    }
    const TEXT name = {(const char16_t *)ObjectAttributes->ObjectName->Buffer,
                       ObjectAttributes->ObjectName->Length / (uint32_t)sizeof(WCHAR)};
    if (findServer(name) != NULL) {
        return STATUS_OBJECT_NAME_COLLISION;
    }
    PFLT_PORT port = KernelAllocate(sizeof(*port));
    if (port == NULL || (port->name = TextCopy(name)) == NULL) {
        free(port);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    const SIM_SECURITY *security = ObjectAttributes->SecurityDescriptor;
    port->filter = Filter;
    port->isServer = true;
    port->cookie = ServerPortCookie;
    port->connect = ConnectNotifyCallback;
    port->disconnect = DisconnectNotifyCallback;
    port->message = MessageNotifyCallback;
    port->maxConnections = MaxConnections;
    port->isForAdministrators = security != NULL && security->isForAdministrators;
    port->next = servers;
    servers = port;
    *ServerPort = port;
    return STATUS_SUCCESS;
}

/* "Existing connections stay open": they lose only the port that would take new ones. */
VOID FLTAPI FltCloseCommunicationPort(PFLT_PORT ServerPort)
{
    VerifierIrql(PASSIVE_LEVEL, "FltCloseCommunicationPort");
    for (PFLT_PORT client = connections; client != NULL; client = client->next) {
        client->server = client->server == ServerPort ? NULL : client->server;
    }
    removeFrom(&servers, ServerPort);
    free(ServerPort->name);
    free(ServerPort);
}

static void destroyIfUnused(PFLT_PORT connection)
{
    if (!connection->hasHandle && !connection->isConnected && connection->users == 0) {
        free(connection);
    }
}

void PortRelease(PFLT_PORT connection)
{
    connection->users--;
    destroyIfUnused(connection);
}

static void failPending(PFLT_PORT connection, NTSTATUS status)
{
    if (connection->pending != NULL) {
        connection->pending->Internal = (uint32_t)status;
        connection->pending = NULL;
    }
}

static DRIVER_CALL enterFilter(PFLT_FILTER filter)
{
    filter->activeCalls++;
    return VerifierEnterDriver(filter->service, PASSIVE_LEVEL);
}

static void leaveFilter(PFLT_FILTER filter, DRIVER_CALL call)
{
    VerifierLeaveDriver(call, PASSIVE_LEVEL);
    filter->activeCalls--;
    SimWake();
}

/* Once for each connection: when the client's handle closes, or when the filter goes before. */
static void notifyDisconnect(PFLT_PORT connection)
{
    const PFLT_FILTER filter = connection->filter;
    if (filter == NULL) {
        return;
    }
    connection->filter = NULL;
    connection->isConnected = false;
    failPending(connection, STATUS_PORT_DISCONNECTED);
    SimWake();
    const DRIVER_CALL call = enterFilter(filter);
    connection->disconnect(connection->cookie);
    leaveFilter(filter, call);
    if (connection->server != NULL) {
        connection->server->connectionCount--;
    }
    removeFrom(&connections, connection);
}

void PortClose(FLT_CONNECTION *connection)
{
    connection->users++;
    connection->hasHandle = false;
    notifyDisconnect(connection);
    PortRelease(connection);
}

/* The driver lets its end go. The client's handle stays, and every use of it fails. */
VOID FLTAPI FltCloseClientPort(PFLT_FILTER Filter, PFLT_PORT *ClientPort)
{
    VerifierIrql(PASSIVE_LEVEL, "FltCloseClientPort");
    UNREFERENCED_PARAMETER(Filter);
    PFLT_PORT connection = *ClientPort;
    *ClientPort = NULL;
    if (connection != NULL) {
        connection->isConnected = false;
        failPending(connection, STATUS_PORT_DISCONNECTED);
        SimWake();
    }
}

void FltpClosePorts(PFLT_FILTER filter)
{
    for (PFLT_PORT port = servers, next; port != NULL; port = next) {
        next = port->next;
        if (port->filter == filter) {
            VerifierReport("FltUnregisterFilter was called with a server port open: Windows would wait for it for ever");
            FltCloseCommunicationPort(port);
        }
    }
    for (PFLT_PORT client = connections, next; client != NULL; client = next) {
        next = client->next;
        if (client->filter == filter) {
            client->users++;
            notifyDisconnect(client);
            PortRelease(client);
            next = connections; /* the callback may have closed others */
        }
    }
}

NTSTATUS PortConnect(TEXT name, const void *context, uint16_t contextBytes, FLT_CONNECTION **connected)
{
    PFLT_PORT server = findServer(name);
    if (server == NULL) {
        return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    if (server->isForAdministrators && !Machine.isElevated) {
        return STATUS_ACCESS_DENIED;
    }
    if (server->filter->isUnregistering) {
        return STATUS_FLT_DELETING_OBJECT;
    }
    if (server->connectionCount >= server->maxConnections) {
        return STATUS_CONNECTION_COUNT_LIMIT;
    }
    PFLT_PORT connection = KernelAllocate(sizeof(*connection) + contextBytes);
    if (connection == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    void *copy = contextBytes == 0 ? NULL : (void *)(connection + 1); /* the driver sees a copy, not the client's memory */
    if (copy != NULL) {
        memcpy(copy, context, contextBytes);
    }
    const PFLT_FILTER filter = server->filter;
    connection->filter = filter;
    connection->server = server;
    connection->disconnect = server->disconnect;
    connection->message = server->message;
    connection->isConnected = connection->hasHandle = true;
    server->connectionCount++;
    const DRIVER_CALL call = enterFilter(filter);
    const NTSTATUS status = server->connect(connection, server->cookie, copy, contextBytes, &connection->cookie);
    leaveFilter(filter, call);
    if (!NT_SUCCESS(status)) {
        if (connection->server != NULL) {
            connection->server->connectionCount--;
        }
        free(connection);
        return status;
    }
    connection->next = connections;
    connections = connection;
    *connected = connection;
    return STATUS_SUCCESS;
}

/* Highest address of user memory, as ProbeForRead and ProbeForWrite check it: neither looks at alignment here ("it doesn't ensure
 * that the buffer is properly aligned"), and a length without a buffer is ignored. */
static bool isUserRange(const void *buffer, uint32_t bytes)
{
    const uint64_t from = (uint64_t)(uintptr_t)buffer;
    return buffer == NULL || bytes == 0 || (from + bytes >= from && from + bytes <= 0x00007FFFFFFFFFFFull);
}

NTSTATUS PortSend(FLT_CONNECTION *connection, void *input, uint32_t inputBytes, void *output, uint32_t outputBytes,
                  uint32_t *returned)
{
    if (!connection->isConnected || connection->filter == NULL || connection->filter->isUnregistering) {
        return STATUS_PORT_DISCONNECTED;
    }
    if (connection->message == NULL) {
        return STATUS_INVALID_DEVICE_REQUEST; /* "will receive an error": which one is not documented */
    }
    if (!isUserRange(input, inputBytes) || !isUserRange(output, outputBytes)) {
        return STATUS_ACCESS_VIOLATION;
    }
    const PFLT_FILTER filter = connection->filter;
    ULONG written = 0;
    connection->users++;
    const DRIVER_CALL call = enterFilter(filter);
    const NTSTATUS status = connection->message(connection->cookie, input, inputBytes, output, outputBytes, &written);
    leaveFilter(filter, call);
    PortRelease(connection);
    if (written > (output == NULL ? 0 : outputBytes)) {
        VerifierReport("a message callback says that it wrote more than there was room for");
        written = 0;
    }
    *returned = NT_ERROR(status) ? 0 : written;
    return status;
}
