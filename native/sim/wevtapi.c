/* wevtapi: EvtQuery, EvtNext, EvtRender, EvtClose on the System channel. Reading needs no rights. */
#include "wevtapi-log.h"

#include "last-error.h"
#include "lock.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_QUERY_IDS = 16,
    ERROR_EVT_INVALID_QUERY = 15001,     /* winerror.h, general knowledge */
    ERROR_EVT_CHANNEL_NOT_FOUND = 15007, /* the same */
};

/* A query, or one event that it found. */
typedef struct EVT_OBJECT {
    struct EVT_OBJECT *next;
    bool isQuery, isReverse;
    uint64_t position; /* of a query: the next record to look at */
    uint64_t newest;   /* when the query began */
    uint32_t idCount;
    uint16_t ids[MAX_QUERY_IDS];
    LOG_RECORD record; /* of an event: its own copy, which outlives the log's */
} EVT_OBJECT;

static EVT_OBJECT *objects;

static EVT_OBJECT *createObject(void)
{
    EVT_OBJECT *object = calloc(1, sizeof(*object));
    if (object != NULL) {
        object->next = objects;
        objects = object;
    }
    return object;
}

static EVT_OBJECT *findObject(const void *handle, bool isQuery)
{
    EVT_OBJECT *object = objects;
    while (object != NULL && object != handle) {
        object = object->next;
    }
    return object != NULL && object->isQuery == isQuery ? object : NULL;
}

static bool closeObject(const void *handle)
{
    for (EVT_OBJECT **link = &objects; *link != NULL; link = &(*link)->next) {
        if (*link == handle) {
            EVT_OBJECT *object = *link;
            *link = object->next;
            free(object->record.payload);
            free(object);
            return true;
        }
    }
    return false;
}

void SystemLogCloseAll(void)
{
    while (objects != NULL) {
        (void)closeObject(objects);
    }
}

/* Takes the numbers behind EventID= out of the query. Of XPath this much is understood: the provider's name, and a choice of
 * ids; the records here all have one provider. */
static bool readQuery(TEXT query, EVT_OBJECT *object)
{
    static const TEXT key = {u"EventID=", 8};
    const TEXT provider = TEXT_LITERAL(u"*@Name='Microsoft-Windows-FilterManager'*");
    if (query.count != 0 && !TextSame(query, TEXT_LITERAL(u"*")) && !TextMatches(provider, query)) {
        return false;
    }
    for (uint32_t at = 0; at + key.count < query.count; at++) {
        if (!TextSame(TextPart(query, at, at + key.count), key)) {
            continue;
        }
        uint32_t id = 0;
        for (at += key.count; at < query.count && query.chars[at] >= u'0' && query.chars[at] <= u'9'; at++) {
            id = id * 10 + (uint32_t)(query.chars[at] - u'0');
        }
        if (id > UINT16_MAX || object->idCount == MAX_QUERY_IDS) {
            return false;
        }
        object->ids[object->idCount++] = (uint16_t)id;
    }
    return true;
}

/** Opens a query on a channel. NULL, then GetLastError: 15007 another channel, 15001 a query that is not understood. */
SIM_EXPORT HANDLE EvtQuery(HANDLE session, const char16_t *path, const char16_t *query, uint32_t flags)
{
    if (session != NULL || path == NULL || (flags & EvtQueryChannelPath) == 0) {
        LastErrorSet(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    if (!TextEquals(TextOf(path), TEXT_LITERAL(u"System"))) {
        LastErrorSet(ERROR_EVT_CHANNEL_NOT_FOUND);
        return NULL;
    }
    uint32_t error = ERROR_NOT_ENOUGH_MEMORY;
    SimEnter();
    EVT_OBJECT *object = createObject();
    if (object != NULL) {
        object->isQuery = true;
        object->isReverse = (flags & EvtQueryReverseDirection) != 0;
        object->newest = SystemLogNewest();
        object->position = object->isReverse ? object->newest : SystemLogOldest();
        error = readQuery(TextOf(query), object) ? ERROR_SUCCESS : ERROR_EVT_INVALID_QUERY;
        if (error != ERROR_SUCCESS) {
            (void)closeObject(object);
        }
    }
    SimLeave();
    if (error != ERROR_SUCCESS) {
        LastErrorSet(error);
        return NULL;
    }
    return object;
}

static bool isWanted(const EVT_OBJECT *query, const LOG_RECORD *record)
{
    bool isListed = query->idCount == 0;
    for (uint32_t index = 0; index < query->idCount; index++) {
        isListed |= query->ids[index] == record->descriptor.Id;
    }
    return isListed;
}

/* The next record that the query wants; 0 at its end. */
static uint64_t advance(EVT_OBJECT *query)
{
    while (query->position != 0 && query->position <= query->newest) {
        const uint64_t id = query->position;
        const LOG_RECORD *record = SystemLogFind(id);
        query->position = query->isReverse ? id - 1 : id + 1;
        if (record == NULL && query->isReverse) {
            return 0; /* everything older is forgotten, too */
        }
        if (record != NULL && isWanted(query, record)) {
            return id;
        }
    }
    return 0;
}

/* An event that was handed out stays readable when the log forgets it meanwhile (I: nothing says that a handle can lose its event). */
static EVT_OBJECT *createEvent(const LOG_RECORD *record)
{
    EVT_OBJECT *event = createObject();
    if (event == NULL) {
        return NULL;
    }
    event->record = *record;
    event->record.capacity = record->payloadBytes;
    event->record.payload = malloc(record->payloadBytes != 0 ? record->payloadBytes : 1);
    if (event->record.payload == NULL) {
        (void)closeObject(event);
        return NULL;
    }
    memcpy(event->record.payload, record->payload, record->payloadBytes);
    return event;
}

/** Hands out up to `count` events. FALSE with 259 at the end. */
SIM_EXPORT int32_t EvtNext(HANDLE resultSet, uint32_t count, HANDLE *events, uint32_t timeoutMs, uint32_t flags,
                           uint32_t *returned)
{
    (void)timeoutMs;
    if (events == NULL || returned == NULL || count == 0 || flags != 0) {
        return LastErrorBool(ERROR_INVALID_PARAMETER);
    }
    *returned = 0;
    uint32_t error = ERROR_INVALID_HANDLE;
    SimEnter();
    EVT_OBJECT *query = findObject(resultSet, true);
    if (query != NULL) {
        error = ERROR_NO_MORE_ITEMS;
        while (*returned < count) {
            const uint64_t id = advance(query);
            EVT_OBJECT *event = id == 0 ? NULL : createEvent(SystemLogFind(id));
            if (event == NULL) {
                error = id == 0 ? error : (uint32_t)ERROR_NOT_ENOUGH_MEMORY;
                break;
            }
            events[(*returned)++] = event;
        }
    }
    SimLeave();
    return LastErrorBool(*returned != 0 ? (uint32_t)ERROR_SUCCESS : error);
}

/** XML only. 122 with the bytes needed, terminating NUL included, when the buffer is too small. */
SIM_EXPORT int32_t EvtRender(HANDLE context, HANDLE fragment, uint32_t flags, uint32_t bufferBytes, void *buffer, uint32_t *used,
                             uint32_t *propertyCount)
{
    if (context != NULL || flags != EvtRenderEventXml || used == NULL || propertyCount == NULL ||
        (buffer == NULL && bufferBytes != 0)) {
        return LastErrorBool(ERROR_INVALID_PARAMETER);
    }
    *used = *propertyCount = 0;
    TEXT_BUFFER xml = {buffer, bufferBytes / (uint32_t)sizeof(char16_t), 0};
    SimEnter();
    const EVT_OBJECT *event = findObject(fragment, false);
    if (event != NULL) {
        SystemLogXml(&event->record, &xml);
        TextAppend(&xml, (TEXT){u"", 1});
    }
    SimLeave();
    if (event == NULL) {
        return LastErrorBool(ERROR_INVALID_HANDLE);
    }
    *used = xml.count * (uint32_t)sizeof(char16_t);
    return LastErrorBool(xml.count <= xml.capacity ? ERROR_SUCCESS : ERROR_INSUFFICIENT_BUFFER);
}

SIM_EXPORT int32_t EvtClose(HANDLE object)
{
    SimEnter();
    const bool isClosed = closeObject(object);
    SimLeave();
    return LastErrorBool(isClosed ? ERROR_SUCCESS : ERROR_INVALID_HANDLE);
}
