/* The event tracing and event log functions that the library exports, as a C program that links to it sees them. */
#pragma once

#include "../wire/etw.h"

uint32_t StartTraceW(uint64_t *sessionHandle, const char16_t *name, EVENT_TRACE_PROPERTIES *properties);
uint32_t ControlTraceW(uint64_t sessionHandle, const char16_t *name, EVENT_TRACE_PROPERTIES *properties, uint32_t controlCode);
uint32_t EnableTraceEx2(uint64_t sessionHandle, const GUID *provider, uint32_t controlCode, uint8_t level,
                        uint64_t matchAnyKeyword, uint64_t matchAllKeyword, uint32_t timeoutMs,
                        const ENABLE_TRACE_PARAMETERS *parameters);
uint32_t QueryAllTracesW(EVENT_TRACE_PROPERTIES **properties, uint32_t count, uint32_t *returned);
uint64_t OpenTraceW(EVENT_TRACE_LOGFILEW *logfile);
uint32_t ProcessTrace(const uint64_t *handles, uint32_t count, const int64_t *start, const int64_t *end);
uint32_t CloseTrace(uint64_t handle);
uint32_t TdhGetEventInformation(const EVENT_RECORD *record, uint32_t contextCount, const void *context, TRACE_EVENT_INFO *buffer,
                                uint32_t *bytes);
HANDLE EvtQuery(HANDLE session, const char16_t *path, const char16_t *query, uint32_t flags);
int32_t EvtNext(HANDLE resultSet, uint32_t count, HANDLE *events, uint32_t timeoutMs, uint32_t flags, uint32_t *returned);
int32_t EvtRender(HANDLE context, HANDLE fragment, uint32_t flags, uint32_t bufferBytes, void *buffer, uint32_t *used,
                  uint32_t *propertyCount);
int32_t EvtClose(HANDLE object);
