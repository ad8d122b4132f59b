/* fltlib: messages to and from filters. Source: fltuser.h pages of the Windows documentation. */
#include "fltlib-entry.h"
#include "fltlib-status.h"
#include "fltport.h"
#include "handle.h"
#include "lock.h"

/** Connects to a filter's port ("\Name"). `contextBytes` is 0 exactly when `context` is NULL. INVALID_HANDLE_VALUE in *port on
 *  failure. Closed with CloseHandle. `options` is 0 or FLT_PORT_FLAG_SYNC_HANDLE 1. */
SIM_EXPORT uint32_t FilterConnectCommunicationPort(const char16_t *portName, uint32_t options, const void *context,
                                                   uint16_t contextBytes, const void *security, HANDLE *port)
{
    (void)security; /* of the handle, not of the port */
    if (port == NULL) {
        return HRESULT_INVALID_ARGUMENT;
    }
    *port = INVALID_HANDLE_VALUE;
    if (portName == NULL || (context == NULL) != (contextBytes == 0) || options > 1) {
        return HRESULT_INVALID_ARGUMENT;
    }
    SimEnter();
    FLT_CONNECTION *connection = NULL;
    uint32_t result = HresultOfStatus(PortConnect(TextOf(portName), context, contextBytes, &connection));
    if (result == HRESULT_OK) {
        *port = HandleCreate(HandleFilterPort, connection);
        result = *port == INVALID_HANDLE_VALUE ? HRESULT_OUT_OF_MEMORY : HRESULT_OK;
    }
    SimLeave();
    return result;
}

/** Calls the filter's MessageNotifyCallback on this thread. Its NTSTATUS becomes the HRESULT. */
SIM_EXPORT uint32_t FilterSendMessage(HANDLE port, void *input, uint32_t inputBytes, void *output, uint32_t outputBytes,
                                      uint32_t *returned)
{
    if (returned == NULL) {
        return HRESULT_INVALID_ARGUMENT;
    }
    *returned = 0;
    SimEnter();
    FLT_CONNECTION *connection = HandleFind(port, HandleFilterPort);
    const uint32_t result = connection == NULL
                                ? HRESULT_INVALID_HANDLE
                                : HresultOfStatus(PortSend(connection, input, inputBytes, output, outputBytes, returned));
    SimLeave();
    return result;
}

/** The next message, FILTER_MESSAGE_HEADER first. Blocks without `overlapped`; with it, 0x800703E5 when none is there yet. */
SIM_EXPORT uint32_t FilterGetMessage(HANDLE port, void *message, uint32_t bytes, FLT_OVERLAPPED *overlapped)
{
    if (message == NULL || bytes < sizeof(FILTER_MESSAGE_HEADER)) {
        return HRESULT_INVALID_ARGUMENT;
    }
    SimEnter();
    FLT_CONNECTION *connection = HandleFind(port, HandleFilterPort);
    const uint32_t result = connection == NULL ? HRESULT_INVALID_HANDLE
                                               : HresultOfStatus(PortGetMessage(connection, message, bytes, overlapped));
    SimLeave();
    return result;
}

/** Answers a message by its id. `bytes` is exactly the header and the payload. 0x801F0020 when nobody waits for it. */
SIM_EXPORT uint32_t FilterReplyMessage(HANDLE port, const void *reply, uint32_t bytes)
{
    if (reply == NULL || bytes < sizeof(FILTER_REPLY_HEADER)) {
        return HRESULT_INVALID_ARGUMENT;
    }
    FILTER_REPLY_HEADER header;
    memcpy(&header, reply, sizeof(header));
    SimEnter();
    FLT_CONNECTION *connection = HandleFind(port, HandleFilterPort);
    const uint32_t result = connection == NULL
                                ? HRESULT_INVALID_HANDLE
                                : HresultOfStatus(PortReply(connection, &header, (const uint8_t *)reply + sizeof(header),
                                                            bytes - (uint32_t)sizeof(header)));
    SimLeave();
    return result;
}
