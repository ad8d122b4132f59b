/* Messages from a filter to its client: sent by the driver, fetched, replied to. */
#include "fltport-internal.h"
#include "lock.h"

static uint64_t lastMessageId;

/* The oldest message that nobody fetched yet, copied out; STATUS_NOT_FOUND when there is none. One that does not fit
 * stays (what becomes of it in Windows is not documented). */
static NTSTATUS fetch(PFLT_PORT connection, void *message, uint32_t bytes, uint32_t *copied)
{
    OUTGOING *outgoing = connection->outgoing;
    while (outgoing != NULL && outgoing->isFetched) {
        outgoing = outgoing->next;
    }
    if (outgoing == NULL) {
        return STATUS_NOT_FOUND;
    }
    if (bytes - sizeof(FILTER_MESSAGE_HEADER) < outgoing->byteCount) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    const uint32_t replyBytes = outgoing->replyCapacity == 0 ? 0 : outgoing->replyCapacity + (uint32_t)sizeof(FILTER_REPLY_HEADER);
    const FILTER_MESSAGE_HEADER header = {replyBytes, 0, outgoing->id};
    memcpy(message, &header, sizeof(header));
    memcpy((uint8_t *)message + sizeof(header), outgoing->bytes, outgoing->byteCount);
    *copied = (uint32_t)sizeof(header) + outgoing->byteCount;
    outgoing->isFetched = true;
    SimWake();
    return STATUS_SUCCESS;
}

NTSTATUS PortGetMessage(FLT_CONNECTION *connection, void *message, uint32_t bytes, FLT_OVERLAPPED *pending)
{
    uint32_t copied = 0;
    NTSTATUS status = STATUS_PORT_DISCONNECTED;
    connection->users++;
    while (connection->isConnected && !SimIsClosing()) {
        status = fetch(connection, message, bytes, &copied);
        if (status != STATUS_NOT_FOUND || pending != NULL) {
            break;
        }
        (void)SimWait(SIM_WAIT_FOREVER);
        status = STATUS_PORT_DISCONNECTED;
    }
    if (pending != NULL && status == STATUS_NOT_FOUND) {
        pending->Internal = STATUS_PENDING;
        connection->pending = pending;
        connection->pendingBuffer = message;
        connection->pendingBytes = bytes;
        status = STATUS_PENDING;
    } else if (pending != NULL) {
        pending->Internal = (uint32_t)status;
        pending->InternalHigh = copied;
    }
    PortRelease(connection);
    return status;
}

static void completePending(PFLT_PORT connection)
{
    FLT_OVERLAPPED *pending = connection->pending;
    uint32_t copied = 0;
    if (pending == NULL) {
        return;
    }
    const NTSTATUS status = fetch(connection, connection->pendingBuffer, connection->pendingBytes, &copied);
    if (status != STATUS_NOT_FOUND) {
        connection->pending = NULL;
        pending->Internal = (uint32_t)status;
        pending->InternalHigh = copied;
    }
}

NTSTATUS PortReply(FLT_CONNECTION *connection, const FILTER_REPLY_HEADER *header, const void *payload, uint32_t bytes)
{
    OUTGOING *outgoing = connection->outgoing;
    while (outgoing != NULL && (outgoing->id != header->MessageId || !outgoing->isFetched)) {
        outgoing = outgoing->next;
    }
    if (outgoing == NULL || outgoing->isReplied || outgoing->replyCapacity == 0) {
        return STATUS_FLT_NO_WAITER_FOR_REPLY;
    }
    /* "The driver sees STATUS_BUFFER_OVERFLOW" for a reply that is longer than it has room for. */
    const bool fits = bytes <= outgoing->replyCapacity;
    outgoing->replyBytes = fits ? bytes : outgoing->replyCapacity;
    memcpy(outgoing->reply, payload, outgoing->replyBytes);
    outgoing->status = fits ? header->Status : STATUS_BUFFER_OVERFLOW;
    outgoing->isReplied = true;
    SimWake();
    return STATUS_SUCCESS;
}

static NTSTATUS waitForClient(PFLT_PORT connection, const OUTGOING *outgoing, PLARGE_INTEGER timeout)
{
    int64_t milliseconds = timeout == NULL ? SIM_WAIT_FOREVER : (-timeout->QuadPart + 9999) / 10000;
    for (;;) {
        if (outgoing->replyCapacity == 0 ? outgoing->isFetched : outgoing->isReplied) {
            return outgoing->status;
        }
        if (!connection->isConnected || SimIsClosing()) {
            return STATUS_PORT_DISCONNECTED;
        }
        const int64_t before = SimMilliseconds();
        if (!SimWait(milliseconds)) {
            return STATUS_TIMEOUT;
        }
        const int64_t waited = SimMilliseconds() - before;
        milliseconds = timeout == NULL ? milliseconds : milliseconds > waited ? milliseconds - waited : 0;
    }
}

NTSTATUS FLTAPI FltSendMessage(PFLT_FILTER Filter, PFLT_PORT *ClientPort, PVOID SenderBuffer, ULONG SenderBufferLength,
                               PVOID ReplyBuffer, PULONG ReplyLength, PLARGE_INTEGER Timeout)
{
    VerifierIrql(APC_LEVEL, "FltSendMessage");
    UNREFERENCED_PARAMETER(Filter);
    PFLT_PORT connection = *ClientPort;
    if (connection == NULL || !connection->isConnected) {
        return STATUS_PORT_DISCONNECTED;
    }
    OUTGOING outgoing = {.id = ++lastMessageId, .bytes = SenderBuffer, .byteCount = SenderBufferLength, .reply = ReplyBuffer,
                         .replyCapacity = ReplyBuffer == NULL || ReplyLength == NULL ? 0 : *ReplyLength};
    OUTGOING **end = &connection->outgoing;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = &outgoing;
    connection->users++;
    completePending(connection);
    SimWake();
    const NTSTATUS status = waitForClient(connection, &outgoing, Timeout);
    OUTGOING **link = &connection->outgoing;
    while (*link != &outgoing) {
        link = &(*link)->next;
    }
    *link = outgoing.next;
    PortRelease(connection);
    if (ReplyLength != NULL) {
        *ReplyLength = outgoing.replyBytes;
    }
    return status;
}
