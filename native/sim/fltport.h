/* Communication ports from both sides: what a filter's driver and fltlib.dll share. */
#pragma once

#include "fltmgr.h"

typedef struct _FLT_PORT FLT_CONNECTION; /* the client's end */

/** Connects to a port by name. STATUS_OBJECT_NAME_NOT_FOUND, STATUS_ACCESS_DENIED, STATUS_CONNECTION_COUNT_LIMIT, or what the
 *  filter's ConnectNotifyCallback said. */
NTSTATUS PortConnect(TEXT name, const void *context, uint16_t contextBytes, FLT_CONNECTION **connected);

/** The client's handle is gone: the filter learns of it, waiting calls return. Destroys the connection when nobody uses it. */
void PortClose(FLT_CONNECTION *connection);

NTSTATUS PortSend(FLT_CONNECTION *connection, void *input, uint32_t inputBytes, void *output, uint32_t outputBytes,
                  uint32_t *returned);

/** Copies the next message, FILTER_MESSAGE_HEADER first. Waits for one unless `pending` is given, which is then filled in when
 *  one comes: STATUS_PENDING. */
NTSTATUS PortGetMessage(FLT_CONNECTION *connection, void *message, uint32_t bytes, FLT_OVERLAPPED *pending);
NTSTATUS PortReply(FLT_CONNECTION *connection, const FILTER_REPLY_HEADER *header, const void *payload, uint32_t bytes);
